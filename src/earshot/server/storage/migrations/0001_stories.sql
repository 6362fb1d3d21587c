CREATE TABLE stories (
  id TEXT PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  source_id TEXT NOT NULL DEFAULT '',
  url TEXT NOT NULL DEFAULT '',
  sent TEXT NOT NULL,
  sent_at REAL NOT NULL,
  digest TEXT NOT NULL DEFAULT '',
  status TEXT NOT NULL DEFAULT 'todo',
  error TEXT NOT NULL DEFAULT '',
  attempts INTEGER NOT NULL DEFAULT 0,
  revision INTEGER NOT NULL DEFAULT 0,
  ready INTEGER NOT NULL DEFAULT 0,
  superseded_at REAL NOT NULL DEFAULT 0,
  voice TEXT NOT NULL DEFAULT '',
  language TEXT NOT NULL DEFAULT '',
  sent_title TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL DEFAULT '',
  tongue TEXT NOT NULL DEFAULT '',
  byline TEXT NOT NULL DEFAULT '',
  site TEXT NOT NULL DEFAULT '',
  section TEXT NOT NULL DEFAULT '',
  published TEXT NOT NULL DEFAULT '',
  opening TEXT NOT NULL DEFAULT '',
  words INTEGER NOT NULL DEFAULT 0,
  duration INTEGER NOT NULL DEFAULT 0,
  bytes INTEGER NOT NULL DEFAULT 0,
  made_at REAL NOT NULL DEFAULT 0,
  created REAL NOT NULL,
  updated REAL NOT NULL,
  place INTEGER NOT NULL DEFAULT 0,
  heard TEXT NOT NULL DEFAULT 'new',
  archived INTEGER NOT NULL DEFAULT 0,
  queued REAL
) STRICT;
CREATE INDEX stories_by_status ON stories (status, sent_at);
CREATE INDEX stories_by_age ON stories (archived, created DESC);
CREATE INDEX stories_by_url ON stories (url);

CREATE TABLE playlists (
  story TEXT NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  PRIMARY KEY (story, name)
) STRICT;

CREATE VIRTUAL TABLE words_of_stories USING fts5 (id UNINDEXED, title, byline, site, text);

CREATE TABLE sessions (
  token TEXT PRIMARY KEY,
  expires REAL NOT NULL
) STRICT;

CREATE TABLE keys (
  id TEXT PRIMARY KEY,
  secret TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  scopes TEXT NOT NULL,
  created REAL NOT NULL,
  used REAL NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE feeds (
  token TEXT PRIMARY KEY,
  guid TEXT NOT NULL,
  kind TEXT NOT NULL,
  value TEXT NOT NULL,
  title TEXT NOT NULL,
  public INTEGER NOT NULL,
  created REAL NOT NULL
) STRICT;

CREATE TABLE figures (
  story TEXT NOT NULL,
  day TEXT NOT NULL,
  plays INTEGER NOT NULL DEFAULT 0,
  seconds REAL NOT NULL DEFAULT 0,
  tenths TEXT NOT NULL DEFAULT '0 0 0 0 0 0 0 0 0 0',
  PRIMARY KEY (story, day)
) STRICT;
