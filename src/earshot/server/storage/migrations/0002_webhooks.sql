CREATE TABLE hooks (
  id TEXT PRIMARY KEY,
  url TEXT NOT NULL,
  events TEXT NOT NULL,
  secret TEXT NOT NULL,
  old_secret TEXT NOT NULL DEFAULT '',
  rotated REAL NOT NULL DEFAULT 0,
  refused INTEGER NOT NULL DEFAULT 0,
  disabled TEXT NOT NULL DEFAULT '',
  created REAL NOT NULL
) STRICT;

CREATE TABLE outbox (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  hook TEXT REFERENCES hooks (id) ON DELETE CASCADE,
  feed TEXT REFERENCES feeds (token) ON DELETE CASCADE,
  story TEXT NOT NULL,
  event TEXT NOT NULL,
  body TEXT NOT NULL,
  status TEXT NOT NULL DEFAULT 'todo',
  attempts INTEGER NOT NULL DEFAULT 0,
  due REAL NOT NULL,
  created REAL NOT NULL,
  answer TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX outbox_by_due ON outbox (status, due);
CREATE INDEX outbox_by_hook ON outbox (hook, story, number);
CREATE INDEX outbox_by_feed ON outbox (feed, status);

CREATE TABLE editions (
  key TEXT PRIMARY KEY,
  story TEXT UNIQUE REFERENCES stories (id) ON DELETE SET NULL,
  kind TEXT NOT NULL,
  value TEXT NOT NULL,
  day TEXT NOT NULL,
  since REAL NOT NULL,
  until REAL NOT NULL
) STRICT;
CREATE INDEX editions_by_time ON editions (until, since);
