-- Accounts. Each has a library of its own over one store of stories. Account 1 is the owner of the server.
CREATE TABLE accounts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE COLLATE NOCASE,
  role TEXT NOT NULL,
  password_hash TEXT NOT NULL DEFAULT '',
  created_at REAL NOT NULL
) STRICT;
INSERT INTO accounts (id, name, role, created_at) VALUES (1, 'owner', 'admin', strftime('%s', 'now'));

-- A link with which an account gets a password; only the hash of its token is stored.
CREATE TABLE invitations (
  token TEXT PRIMARY KEY,
  account_id INTEGER NOT NULL UNIQUE REFERENCES accounts (id) ON DELETE CASCADE,
  expires_at REAL NOT NULL
) STRICT;

ALTER TABLE sessions ADD COLUMN account_id INTEGER NOT NULL DEFAULT 1 REFERENCES accounts (id) ON DELETE CASCADE;
ALTER TABLE api_keys ADD COLUMN account_id INTEGER NOT NULL DEFAULT 1 REFERENCES accounts (id) ON DELETE CASCADE;
ALTER TABLE feeds ADD COLUMN account_id INTEGER NOT NULL DEFAULT 1 REFERENCES accounts (id) ON DELETE CASCADE;
ALTER TABLE editions ADD COLUMN account_id INTEGER NOT NULL DEFAULT 1 REFERENCES accounts (id) ON DELETE CASCADE;
CREATE INDEX sessions_by_account ON sessions (account_id);

DROP TRIGGER stories_counted_on_insert;
DROP TRIGGER stories_counted_on_delete;
DROP TRIGGER stories_counted_on_update;
DROP TRIGGER playlists_counted_on_insert;
DROP TRIGGER playlists_counted_on_delete;

-- A story in the library of an account, with the state of its listener.
CREATE TABLE library_entries (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  story_number INTEGER NOT NULL REFERENCES stories (number) ON DELETE CASCADE,
  position INTEGER NOT NULL DEFAULT 0,
  listen_status TEXT NOT NULL DEFAULT 'new',
  archived INTEGER NOT NULL DEFAULT 0,
  queue_position REAL,
  UNIQUE (account_id, story_number)
) STRICT;
INSERT INTO library_entries (number, account_id, story_number, position, listen_status, archived, queue_position)
SELECT number, 1, number, position, listen_status, archived, queue_position FROM stories ORDER BY number;

CREATE TABLE new_playlists (
  account_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  story_number INTEGER NOT NULL,
  PRIMARY KEY (account_id, name, story_number),
  FOREIGN KEY (account_id, story_number) REFERENCES library_entries (account_id, story_number) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
INSERT INTO new_playlists SELECT 1, name, number FROM playlists JOIN stories ON stories.id = story_id;
DROP TABLE playlists;
ALTER TABLE new_playlists RENAME TO playlists;

CREATE TABLE new_subscriptions (
  id TEXT PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  key TEXT NOT NULL,
  url TEXT NOT NULL,
  title TEXT NOT NULL DEFAULT '',
  site_url TEXT NOT NULL DEFAULT '',
  playlist TEXT NOT NULL DEFAULT '',
  status TEXT NOT NULL DEFAULT 'active',
  error TEXT NOT NULL DEFAULT '',
  failures INTEGER NOT NULL DEFAULT 0,
  etag TEXT NOT NULL DEFAULT '',
  last_modified TEXT NOT NULL DEFAULT '',
  next_check_at REAL NOT NULL,
  last_checked_at REAL NOT NULL DEFAULT 0,
  last_success_at REAL NOT NULL DEFAULT 0,
  created_at REAL NOT NULL,
  UNIQUE (account_id, key)
) STRICT;
INSERT INTO new_subscriptions
SELECT id, 1, key, url, title, site_url, playlist, status, error, failures, etag, last_modified, next_check_at,
  last_checked_at, last_success_at, created_at
FROM subscriptions;
DROP TABLE subscriptions;
ALTER TABLE new_subscriptions RENAME TO subscriptions;

DROP INDEX stories_by_archived;
DROP INDEX stories_by_archived_and_status;
DROP INDEX stories_by_archived_and_listen_status;
DROP INDEX stories_by_queue_position;
DROP INDEX stories_by_site;
ALTER TABLE stories DROP COLUMN position;
ALTER TABLE stories DROP COLUMN listen_status;
ALTER TABLE stories DROP COLUMN archived;
ALTER TABLE stories DROP COLUMN queue_position;

CREATE INDEX stories_by_site ON stories (site);
CREATE INDEX library_entries_by_archived ON library_entries (account_id, archived);
CREATE INDEX library_entries_by_listen_status ON library_entries (account_id, archived, listen_status);
CREATE INDEX library_entries_by_queue_position ON library_entries (account_id, queue_position) WHERE queue_position IS NOT NULL;
CREATE INDEX library_entries_by_story ON library_entries (story_number);
CREATE INDEX playlists_by_story ON playlists (account_id, story_number);

-- Lists of an account with a number of stories each, so that no page has to count them.
CREATE TABLE library_counts (
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (account_id, kind, name)
) STRICT, WITHOUT ROWID;
INSERT INTO library_counts SELECT 1, kind, name, count FROM story_counts WHERE kind <> 'status' AND count > 0;
INSERT INTO library_counts SELECT 1, 'failed', '', count FROM story_counts WHERE kind = 'status' AND name = 'failed';
DELETE FROM story_counts WHERE kind <> 'status';

CREATE TRIGGER entries_counted_on_insert AFTER INSERT ON library_entries BEGIN
  INSERT INTO library_counts
  SELECT new.account_id, 'view', new.archived || new.listen_status, 1
  UNION ALL SELECT new.account_id, 'queue', '', 1 WHERE new.queue_position IS NOT NULL
  UNION ALL SELECT new.account_id, 'site', site, 1 FROM stories
    WHERE number = new.story_number AND new.archived = 0 AND site <> ''
  UNION ALL SELECT new.account_id, 'failed', '', 1 FROM stories WHERE number = new.story_number AND status = 'failed'
  ON CONFLICT DO UPDATE SET count = count + 1;
END;
CREATE TRIGGER entries_counted_on_delete AFTER DELETE ON library_entries BEGIN
  UPDATE library_counts SET count = count - 1 WHERE account_id = old.account_id AND (
    kind = 'view' AND name = old.archived || old.listen_status
    OR kind = 'queue' AND name = '' AND old.queue_position IS NOT NULL
    OR kind = 'site' AND old.archived = 0 AND name = (SELECT site FROM stories WHERE number = old.story_number)
    OR kind = 'failed' AND name = '' AND 'failed' = (SELECT status FROM stories WHERE number = old.story_number));
  DELETE FROM library_counts WHERE account_id = old.account_id AND kind = 'site' AND count = 0;
END;
CREATE TRIGGER entries_counted_on_update AFTER UPDATE OF archived, listen_status, queue_position ON library_entries
WHEN old.archived <> new.archived OR old.listen_status <> new.listen_status
  OR (old.queue_position IS NULL) <> (new.queue_position IS NULL)
BEGIN
  UPDATE library_counts SET count = count - 1 WHERE account_id = old.account_id AND (
    kind = 'view' AND name = old.archived || old.listen_status
    OR kind = 'queue' AND name = '' AND old.queue_position IS NOT NULL
    OR kind = 'site' AND old.archived = 0 AND name = (SELECT site FROM stories WHERE number = old.story_number));
  INSERT INTO library_counts
  SELECT new.account_id, 'view', new.archived || new.listen_status, 1
  UNION ALL SELECT new.account_id, 'queue', '', 1 WHERE new.queue_position IS NOT NULL
  UNION ALL SELECT new.account_id, 'site', site, 1 FROM stories
    WHERE number = new.story_number AND new.archived = 0 AND site <> ''
  ON CONFLICT DO UPDATE SET count = count + 1;
  DELETE FROM library_counts WHERE account_id = old.account_id AND kind = 'site' AND count = 0;
END;
CREATE TRIGGER playlists_counted_on_insert AFTER INSERT ON playlists BEGIN
  INSERT INTO library_counts VALUES (new.account_id, 'playlist', new.name, 1)
  ON CONFLICT DO UPDATE SET count = count + 1;
END;
CREATE TRIGGER playlists_counted_on_delete AFTER DELETE ON playlists BEGIN
  UPDATE library_counts SET count = count - 1
  WHERE account_id = old.account_id AND kind = 'playlist' AND name = old.name;
  DELETE FROM library_counts WHERE account_id = old.account_id AND kind = 'playlist' AND name = old.name AND count = 0;
END;

CREATE TRIGGER stories_counted_on_insert AFTER INSERT ON stories BEGIN
  INSERT INTO story_counts VALUES ('status', new.status, 1) ON CONFLICT DO UPDATE SET count = count + 1;
END;
-- The entries are counted while their story still exists.
CREATE TRIGGER entries_deleted_with_story BEFORE DELETE ON stories BEGIN
  DELETE FROM library_entries WHERE story_number = old.number;
END;
CREATE TRIGGER stories_counted_on_delete AFTER DELETE ON stories BEGIN
  UPDATE story_counts SET count = count - 1 WHERE kind = 'status' AND name = old.status;
END;
CREATE TRIGGER stories_counted_by_status AFTER UPDATE OF status ON stories WHEN old.status <> new.status BEGIN
  UPDATE story_counts SET count = count - 1 WHERE kind = 'status' AND name = old.status;
  INSERT INTO story_counts VALUES ('status', new.status, 1) ON CONFLICT DO UPDATE SET count = count + 1;
  INSERT INTO library_counts
  SELECT account_id, 'failed', '', (new.status = 'failed') - (old.status = 'failed')
  FROM library_entries WHERE story_number = new.number AND 'failed' IN (old.status, new.status)
  ON CONFLICT DO UPDATE SET count = count + excluded.count;
END;
CREATE TRIGGER stories_counted_by_site AFTER UPDATE OF site ON stories WHEN old.site <> new.site BEGIN
  INSERT INTO library_counts
  SELECT account_id, 'site', old.site, -1 FROM library_entries
    WHERE story_number = new.number AND archived = 0 AND old.site <> ''
  UNION ALL SELECT account_id, 'site', new.site, 1 FROM library_entries
    WHERE story_number = new.number AND archived = 0 AND new.site <> ''
  ON CONFLICT DO UPDATE SET count = count + excluded.count;
  DELETE FROM library_counts WHERE kind = 'site' AND name = old.site AND count = 0
    AND account_id IN (SELECT account_id FROM library_entries WHERE story_number = new.number);
END;
