-- Which of several servers does the work of the whole library.
CREATE TABLE server_leases (
  name TEXT PRIMARY KEY,
  holder TEXT NOT NULL,
  leased_until REAL NOT NULL
);
-- The requests that each caller may still make, if several servers count them.
CREATE TABLE request_counts (
  caller TEXT PRIMARY KEY,
  tokens REAL NOT NULL,
  counted_at REAL NOT NULL
);
