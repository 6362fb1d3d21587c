-- How the pages of a site are read, by its host name.
CREATE TABLE sites (
  host TEXT PRIMARY KEY,
  settings TEXT NOT NULL,
  updated_at REAL NOT NULL
) STRICT;
