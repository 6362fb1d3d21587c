-- The voices that each process has which shares the library, as JSON.
CREATE TABLE process_voices (
  process TEXT PRIMARY KEY,
  voices TEXT NOT NULL,
  valid_until REAL NOT NULL
) STRICT;
