-- The process that runs the job of a story, in a library that several processes share.
ALTER TABLE stories ADD COLUMN leased_by TEXT NOT NULL DEFAULT '';
ALTER TABLE stories ADD COLUMN leased_until DOUBLE PRECISION NOT NULL DEFAULT 0;
