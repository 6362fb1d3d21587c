CREATE TABLE subscriptions (
  id TEXT PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  url TEXT NOT NULL,
  title TEXT NOT NULL DEFAULT '',
  home TEXT NOT NULL DEFAULT '',
  playlist TEXT NOT NULL DEFAULT '',
  status TEXT NOT NULL DEFAULT 'active',
  error TEXT NOT NULL DEFAULT '',
  failures INTEGER NOT NULL DEFAULT 0,
  etag TEXT NOT NULL DEFAULT '',
  last_modified TEXT NOT NULL DEFAULT '',
  due REAL NOT NULL,
  looked REAL NOT NULL DEFAULT 0,
  heard REAL NOT NULL DEFAULT 0,
  created REAL NOT NULL
) STRICT;

CREATE TABLE entries (
  subscription TEXT NOT NULL REFERENCES subscriptions (id) ON DELETE CASCADE,
  key TEXT NOT NULL,
  url TEXT NOT NULL,
  digest TEXT NOT NULL,
  story TEXT NOT NULL,
  changes INTEGER NOT NULL,
  at REAL NOT NULL,
  PRIMARY KEY (subscription, key)
) STRICT;
CREATE INDEX entries_by_story ON entries (story);
