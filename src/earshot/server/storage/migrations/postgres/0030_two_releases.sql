-- Which releases can do the job of a story, and which can use this schema.
ALTER TABLE stories ADD COLUMN job_format BIGINT NOT NULL DEFAULT 0;
ALTER TABLE schema_version ADD COLUMN oldest_number BIGINT NOT NULL DEFAULT 0;
