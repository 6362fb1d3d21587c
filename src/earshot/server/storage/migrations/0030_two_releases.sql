-- Which releases can do the job of a story, in a library that several processes share.
ALTER TABLE stories ADD COLUMN job_format INTEGER NOT NULL DEFAULT 0;
