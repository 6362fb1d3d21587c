-- The sound before and after the stories of sites: FLAC files in Base64.
CREATE TABLE site_audio (
  name TEXT NOT NULL PRIMARY KEY,
  content TEXT NOT NULL,
  created_at REAL NOT NULL
) STRICT;
