-- The voices that each process has which shares the library, as JSON.
CREATE UNLOGGED TABLE process_voices (
  process TEXT PRIMARY KEY,
  voices TEXT NOT NULL,
  valid_until DOUBLE PRECISION NOT NULL
);
