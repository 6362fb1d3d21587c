-- All tables as migrations 1 to 33 leave them, word for word: a test compares them. Later changes are
-- migrations, which new libraries run too.
CREATE TABLE sessions (
  token TEXT PRIMARY KEY,
  expires_at REAL NOT NULL
, account_id INTEGER NOT NULL DEFAULT 1 REFERENCES accounts (id) ON DELETE CASCADE) STRICT;
CREATE TABLE "api_keys" (
  id TEXT PRIMARY KEY,
  secret TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  scope TEXT NOT NULL,
  created_at REAL NOT NULL,
  used_at REAL NOT NULL DEFAULT 0
, account_id INTEGER NOT NULL DEFAULT 1 REFERENCES accounts (id) ON DELETE CASCADE) STRICT;
CREATE TABLE feeds (
  token TEXT PRIMARY KEY,
  guid TEXT NOT NULL,
  collection TEXT NOT NULL,
  name TEXT NOT NULL,
  title TEXT NOT NULL,
  public INTEGER NOT NULL,
  created_at REAL NOT NULL
, account_id INTEGER NOT NULL DEFAULT 1 REFERENCES accounts (id) ON DELETE CASCADE) STRICT;
CREATE TABLE "listen_stats" (
  story_id TEXT NOT NULL,
  day TEXT NOT NULL,
  plays INTEGER NOT NULL DEFAULT 0,
  seconds REAL NOT NULL DEFAULT 0,
  deciles TEXT NOT NULL DEFAULT '0 0 0 0 0 0 0 0 0 0',
  PRIMARY KEY (story_id, day)
) STRICT;
CREATE TABLE "webhooks" (
  id TEXT PRIMARY KEY,
  url TEXT NOT NULL,
  events TEXT NOT NULL,
  secret TEXT NOT NULL,
  old_secret TEXT NOT NULL DEFAULT '',
  rotated_at REAL NOT NULL DEFAULT 0,
  failure_count INTEGER NOT NULL DEFAULT 0,
  disabled_reason TEXT NOT NULL DEFAULT '',
  created_at REAL NOT NULL
) STRICT;
CREATE TABLE outbox (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  webhook_id TEXT REFERENCES "webhooks" (id) ON DELETE CASCADE,
  feed_token TEXT REFERENCES feeds (token) ON DELETE CASCADE,
  story_id TEXT NOT NULL,
  event TEXT NOT NULL,
  body TEXT NOT NULL,
  status TEXT NOT NULL DEFAULT 'todo',
  attempts INTEGER NOT NULL DEFAULT 0,
  next_attempt_at REAL NOT NULL,
  created_at REAL NOT NULL,
  response TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX outbox_by_due ON outbox (status, next_attempt_at);
CREATE INDEX outbox_by_hook ON outbox (webhook_id, story_id, number);
CREATE INDEX outbox_by_feed ON outbox (feed_token, status);
CREATE TABLE editions (
  key TEXT PRIMARY KEY,
  story_id TEXT UNIQUE REFERENCES stories (id) ON DELETE SET NULL,
  collection TEXT NOT NULL,
  name TEXT NOT NULL,
  day TEXT NOT NULL,
  since REAL NOT NULL,
  until REAL NOT NULL
, account_id INTEGER NOT NULL DEFAULT 1 REFERENCES accounts (id) ON DELETE CASCADE) STRICT;
CREATE INDEX editions_by_time ON editions (until, since);
CREATE TABLE "feed_entries" (
  subscription_id TEXT NOT NULL REFERENCES subscriptions (id) ON DELETE CASCADE,
  key TEXT NOT NULL,
  url TEXT NOT NULL,
  digest TEXT NOT NULL,
  story_id TEXT NOT NULL,
  change_count INTEGER NOT NULL,
  changed_at REAL NOT NULL,
  PRIMARY KEY (subscription_id, key)
) STRICT;
CREATE INDEX entries_by_story ON "feed_entries" (story_id);
CREATE TABLE "stories" (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  key TEXT NOT NULL UNIQUE,
  source_id TEXT NOT NULL DEFAULT '',
  url TEXT NOT NULL DEFAULT '',
  submission_hash TEXT NOT NULL,
  submitted_at REAL NOT NULL,
  digest TEXT NOT NULL DEFAULT '',
  status TEXT NOT NULL DEFAULT 'todo',
  error TEXT NOT NULL DEFAULT '',
  attempts INTEGER NOT NULL DEFAULT 0,
  revision INTEGER NOT NULL DEFAULT 0,
  ready_revision INTEGER NOT NULL DEFAULT 0,
  superseded_at REAL NOT NULL DEFAULT 0,
  voice TEXT NOT NULL DEFAULT '',
  language TEXT NOT NULL DEFAULT '',
  requested_title TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL DEFAULT '',
  spoken_language TEXT NOT NULL DEFAULT '',
  byline TEXT NOT NULL DEFAULT '',
  site TEXT NOT NULL DEFAULT '',
  section TEXT NOT NULL DEFAULT '',
  published TEXT NOT NULL DEFAULT '',
  excerpt TEXT NOT NULL DEFAULT '',
  word_count INTEGER NOT NULL DEFAULT 0,
  duration_ms INTEGER NOT NULL DEFAULT 0,
  size_bytes INTEGER NOT NULL DEFAULT 0,
  made_at REAL NOT NULL DEFAULT 0,
  created_at REAL NOT NULL,
  updated_at REAL NOT NULL,
  access_level TEXT NOT NULL DEFAULT ''
, edits_version INTEGER NOT NULL DEFAULT 0, correction_note TEXT NOT NULL DEFAULT '', needs_source INTEGER NOT NULL DEFAULT 1, stage TEXT NOT NULL DEFAULT 'published', retraction_note TEXT NOT NULL DEFAULT '', is_background INTEGER NOT NULL DEFAULT 0, reading TEXT NOT NULL DEFAULT '', leased_by TEXT NOT NULL DEFAULT '', leased_until REAL NOT NULL DEFAULT 0, has_chapters INTEGER NOT NULL DEFAULT -1, needed_voice TEXT NOT NULL DEFAULT '', read_by TEXT NOT NULL DEFAULT 'voice', source_error TEXT NOT NULL DEFAULT '', checked_at REAL NOT NULL DEFAULT 0, gone_count INTEGER NOT NULL DEFAULT 0, job_format INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE INDEX stories_by_status ON stories (status);
CREATE INDEX stories_by_creation ON stories (created_at);
CREATE INDEX stories_by_url ON stories (url);
CREATE INDEX stories_by_section ON stories (section);
CREATE INDEX stories_by_byline ON stories (byline);
CREATE INDEX stories_superseded ON stories (superseded_at) WHERE superseded_at > 0;
CREATE INDEX entries_by_subscription ON feed_entries (subscription_id, story_id);
CREATE VIRTUAL TABLE "story_search" USING fts5 (title, byline, site, text);
CREATE TABLE story_counts (
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (kind, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE listen_totals (
  story_id TEXT PRIMARY KEY,
  plays INTEGER NOT NULL,
  seconds REAL NOT NULL,
  deciles TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX listen_totals_by_seconds ON listen_totals (seconds);
CREATE TABLE story_edits (
  story_id TEXT NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
  version INTEGER NOT NULL,
  body TEXT NOT NULL,
  created_at REAL NOT NULL,
  PRIMARY KEY (story_id, version)
) STRICT;
CREATE TABLE lexicon_versions (
  version INTEGER PRIMARY KEY,
  entries TEXT NOT NULL,
  created_at REAL NOT NULL
) STRICT;
CREATE TABLE accounts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE COLLATE NOCASE,
  role TEXT NOT NULL,
  password_hash TEXT NOT NULL DEFAULT '',
  created_at REAL NOT NULL
) STRICT;
INSERT INTO accounts (id, name, role, created_at) VALUES (1, 'owner', 'admin', strftime('%s', 'now'));
CREATE TABLE invitations (
  token TEXT PRIMARY KEY,
  account_id INTEGER NOT NULL UNIQUE REFERENCES accounts (id) ON DELETE CASCADE,
  expires_at REAL NOT NULL
) STRICT;
CREATE INDEX sessions_by_account ON sessions (account_id);
CREATE TABLE library_entries (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  story_number INTEGER NOT NULL REFERENCES stories (number) ON DELETE CASCADE,
  position INTEGER NOT NULL DEFAULT 0,
  listen_status TEXT NOT NULL DEFAULT 'new',
  archived INTEGER NOT NULL DEFAULT 0,
  queue_position REAL, listened_at REAL NOT NULL DEFAULT 0,
  UNIQUE (account_id, story_number)
) STRICT;
CREATE TABLE "playlists" (
  account_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  story_number INTEGER NOT NULL,
  PRIMARY KEY (account_id, name, story_number),
  FOREIGN KEY (account_id, story_number) REFERENCES library_entries (account_id, story_number) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE TABLE "subscriptions" (
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
  created_at REAL NOT NULL, voice TEXT NOT NULL DEFAULT '', initial_entries INTEGER, included_words TEXT NOT NULL DEFAULT '', excluded_words TEXT NOT NULL DEFAULT '',
  UNIQUE (account_id, key)
) STRICT;
CREATE INDEX stories_by_site ON stories (site);
CREATE INDEX library_entries_by_archived ON library_entries (account_id, archived);
CREATE INDEX library_entries_by_listen_status ON library_entries (account_id, archived, listen_status);
CREATE INDEX library_entries_by_queue_position ON library_entries (account_id, queue_position) WHERE queue_position IS NOT NULL;
CREATE INDEX library_entries_by_story ON library_entries (story_number);
CREATE INDEX playlists_by_story ON playlists (account_id, story_number);
CREATE TABLE library_counts (
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (account_id, kind, name)
) STRICT, WITHOUT ROWID;
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
CREATE TABLE connectors (
  id TEXT PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  service TEXT NOT NULL,
  url TEXT NOT NULL,
  credentials TEXT NOT NULL,
  label TEXT NOT NULL DEFAULT '',
  playlist TEXT NOT NULL DEFAULT '',
  error TEXT NOT NULL DEFAULT '',
  failures INTEGER NOT NULL DEFAULT 0,
  next_check_at REAL NOT NULL,
  last_success_at REAL NOT NULL DEFAULT 0,
  created_at REAL NOT NULL
) STRICT;
CREATE TABLE connector_items (
  connector_id TEXT NOT NULL REFERENCES connectors (id) ON DELETE CASCADE,
  key TEXT NOT NULL,
  story_id TEXT NOT NULL,
  is_finished INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (connector_id, key)
) STRICT;
CREATE INDEX connector_items_by_progress ON connector_items (connector_id, is_finished);
CREATE TABLE audit_log (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  created_at REAL NOT NULL,
  account_id INTEGER NOT NULL,
  account_name TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  details TEXT NOT NULL
) STRICT;
CREATE TABLE sites (
  host TEXT PRIMARY KEY,
  settings TEXT NOT NULL,
  updated_at REAL NOT NULL
) STRICT;
CREATE INDEX library_entries_by_account ON library_entries (account_id);
CREATE INDEX stories_unpublished ON stories (stage) WHERE stage <> 'published';
CREATE INDEX stories_by_submission ON stories (status, is_background, submitted_at) WHERE status IN ('todo', 'doing');
CREATE INDEX listen_stats_by_day ON listen_stats (day);
CREATE TABLE deleted_stories (
  story_id TEXT PRIMARY KEY,
  deleted_at REAL NOT NULL
);
CREATE TABLE server_leases (
  name TEXT PRIMARY KEY,
  holder TEXT NOT NULL,
  leased_until REAL NOT NULL
);
CREATE TABLE request_counts (
  caller TEXT PRIMARY KEY,
  tokens REAL NOT NULL,
  counted_at REAL NOT NULL
);
CREATE TABLE passkeys (
  id TEXT PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  public_key TEXT NOT NULL,
  sign_count INTEGER NOT NULL,
  created_at REAL NOT NULL,
  used_at REAL NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX passkeys_by_account ON passkeys (account_id);
CREATE TABLE login_attempts (
  token TEXT PRIMARY KEY,
  purpose TEXT NOT NULL,
  data TEXT NOT NULL,
  expires_at REAL NOT NULL
) STRICT;
CREATE TABLE identities (
  account_id INTEGER PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
  issuer TEXT NOT NULL,
  subject TEXT NOT NULL,
  UNIQUE (issuer, subject)
) STRICT;
CREATE TABLE source_changes (
  story_id TEXT NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
  revision INTEGER NOT NULL,
  changes TEXT NOT NULL,
  created_at REAL NOT NULL,
  PRIMARY KEY (story_id, revision)
) STRICT;
CREATE TABLE site_audio (
  name TEXT NOT NULL PRIMARY KEY,
  content TEXT NOT NULL,
  created_at REAL NOT NULL
) STRICT;
CREATE TABLE site_cookies (
  host TEXT NOT NULL PRIMARY KEY,
  content TEXT NOT NULL
) STRICT;
CREATE TABLE process_voices (
  process TEXT PRIMARY KEY,
  voices TEXT NOT NULL,
  valid_until REAL NOT NULL
) STRICT;
