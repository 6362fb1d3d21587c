-- Stories get a number, which orders lists and is the row of the full-text index.
CREATE TABLE new_stories (
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
  position INTEGER NOT NULL DEFAULT 0,
  listen_status TEXT NOT NULL DEFAULT 'new',
  archived INTEGER NOT NULL DEFAULT 0,
  queue_position REAL,
  access_level TEXT NOT NULL DEFAULT ''
) STRICT;
INSERT INTO new_stories (
  id, key, source_id, url, submission_hash, submitted_at, digest, status, error, attempts, revision, ready_revision,
  superseded_at, voice, language, requested_title, title, spoken_language, byline, site, section, published, excerpt,
  word_count, duration_ms, size_bytes, made_at, created_at, updated_at, position, listen_status, archived,
  queue_position, access_level)
SELECT
  id, key, source_id, url, submission_hash, submitted_at, digest, status, error, attempts, revision, ready_revision,
  superseded_at, voice, language, requested_title, title, spoken_language, byline, site, section, published, excerpt,
  word_count, duration_ms, size_bytes, made_at, created_at, updated_at, position, listen_status, archived,
  queue_position, access_level
FROM stories ORDER BY created_at, id DESC;
DROP TABLE stories;
ALTER TABLE new_stories RENAME TO stories;

CREATE INDEX stories_by_archived ON stories (archived);
CREATE INDEX stories_by_archived_and_status ON stories (archived, status);
CREATE INDEX stories_by_archived_and_listen_status ON stories (archived, listen_status);
CREATE INDEX stories_by_status ON stories (status);
CREATE INDEX stories_by_submission ON stories (status, submitted_at) WHERE status IN ('todo', 'doing');
CREATE INDEX stories_by_creation ON stories (created_at);
CREATE INDEX stories_by_url ON stories (url);
CREATE INDEX stories_by_site ON stories (site, archived);
CREATE INDEX stories_by_section ON stories (section);
CREATE INDEX stories_by_byline ON stories (byline);
CREATE INDEX stories_by_queue_position ON stories (queue_position) WHERE queue_position IS NOT NULL;
CREATE INDEX stories_superseded ON stories (superseded_at) WHERE superseded_at > 0;
CREATE INDEX playlists_by_name ON playlists (name, story_id);
CREATE INDEX entries_by_subscription ON feed_entries (subscription_id, story_id);

CREATE VIRTUAL TABLE new_search USING fts5 (title, byline, site, text);
INSERT INTO new_search (rowid, title, byline, site, text)
SELECT number, story_search.title, story_search.byline, story_search.site, story_search.text
FROM story_search CROSS JOIN stories ON stories.id = story_search.id;
DROP TABLE story_search;
ALTER TABLE new_search RENAME TO story_search;

-- Lists with a number of stories each, so that no page has to count them.
CREATE TABLE story_counts (
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (kind, name)
) STRICT, WITHOUT ROWID;
INSERT INTO story_counts SELECT 'status', status, count(*) FROM stories GROUP BY status;
INSERT INTO story_counts SELECT 'view', archived || listen_status, count(*) FROM stories GROUP BY archived || listen_status;
INSERT INTO story_counts SELECT 'site', site, count(*) FROM stories WHERE archived = 0 AND site <> '' GROUP BY site;
INSERT INTO story_counts SELECT 'queue', '', count(*) FROM stories WHERE queue_position IS NOT NULL;
INSERT INTO story_counts SELECT 'playlist', name, count(*) FROM playlists GROUP BY name;

CREATE TRIGGER stories_counted_on_insert AFTER INSERT ON stories BEGIN
  INSERT INTO story_counts
  SELECT 'status', new.status, 1 WHERE true
  UNION ALL SELECT 'view', new.archived || new.listen_status, 1 WHERE true
  UNION ALL SELECT 'site', new.site, 1 WHERE new.archived = 0 AND new.site <> ''
  UNION ALL SELECT 'queue', '', 1 WHERE new.queue_position IS NOT NULL
  ON CONFLICT DO UPDATE SET count = count + 1;
END;
CREATE TRIGGER stories_counted_on_delete AFTER DELETE ON stories BEGIN
  UPDATE story_counts SET count = count - 1 WHERE kind = 'status' AND name = old.status;
  UPDATE story_counts SET count = count - 1 WHERE kind = 'view' AND name = old.archived || old.listen_status;
  UPDATE story_counts SET count = count - 1 WHERE kind = 'site' AND name = old.site AND old.archived = 0;
  UPDATE story_counts SET count = count - 1 WHERE kind = 'queue' AND old.queue_position IS NOT NULL;
  DELETE FROM story_counts WHERE count = 0 AND kind = 'site' AND name = old.site;
END;
CREATE TRIGGER stories_counted_on_update AFTER UPDATE OF status, archived, listen_status, site, queue_position ON stories
WHEN old.status <> new.status OR old.archived <> new.archived OR old.listen_status <> new.listen_status
  OR old.site <> new.site OR (old.queue_position IS NULL) <> (new.queue_position IS NULL)
BEGIN
  UPDATE story_counts SET count = count - 1 WHERE kind = 'status' AND name = old.status;
  UPDATE story_counts SET count = count - 1 WHERE kind = 'view' AND name = old.archived || old.listen_status;
  UPDATE story_counts SET count = count - 1 WHERE kind = 'site' AND name = old.site AND old.archived = 0;
  UPDATE story_counts SET count = count - 1 WHERE kind = 'queue' AND old.queue_position IS NOT NULL;
  INSERT INTO story_counts
  SELECT 'status', new.status, 1 WHERE true
  UNION ALL SELECT 'view', new.archived || new.listen_status, 1 WHERE true
  UNION ALL SELECT 'site', new.site, 1 WHERE new.archived = 0 AND new.site <> ''
  UNION ALL SELECT 'queue', '', 1 WHERE new.queue_position IS NOT NULL
  ON CONFLICT DO UPDATE SET count = count + 1;
  DELETE FROM story_counts WHERE count = 0 AND kind = 'site' AND name = old.site;
END;
CREATE TRIGGER playlists_counted_on_insert AFTER INSERT ON playlists BEGIN
  INSERT INTO story_counts VALUES ('playlist', new.name, 1) ON CONFLICT DO UPDATE SET count = count + 1;
END;
CREATE TRIGGER playlists_counted_on_delete AFTER DELETE ON playlists BEGIN
  UPDATE story_counts SET count = count - 1 WHERE kind = 'playlist' AND name = old.name;
  DELETE FROM story_counts WHERE count = 0 AND kind = 'playlist' AND name = old.name;
END;

-- The statistics of a story over all days.
CREATE TABLE listen_totals (
  story_id TEXT PRIMARY KEY,
  plays INTEGER NOT NULL,
  seconds REAL NOT NULL,
  deciles TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO listen_totals
SELECT story_id, sum(plays), sum(seconds),
  sum(json_extract(d, '$[0]')) || ' ' || sum(json_extract(d, '$[1]')) || ' ' || sum(json_extract(d, '$[2]')) || ' ' ||
  sum(json_extract(d, '$[3]')) || ' ' || sum(json_extract(d, '$[4]')) || ' ' || sum(json_extract(d, '$[5]')) || ' ' ||
  sum(json_extract(d, '$[6]')) || ' ' || sum(json_extract(d, '$[7]')) || ' ' || sum(json_extract(d, '$[8]')) || ' ' ||
  sum(json_extract(d, '$[9]'))
FROM (SELECT *, '[' || replace(deciles, ' ', ',') || ']' AS d FROM listen_stats) GROUP BY story_id;
CREATE INDEX listen_totals_by_seconds ON listen_totals (seconds);
