-- Whether a recording has chapters, for feeds, which do not look at its files. -1: unknown.
ALTER TABLE stories ADD COLUMN has_chapters BIGINT NOT NULL DEFAULT -1;

-- Stories whose files in an object store are still to be deleted.
CREATE TABLE deleted_stories (
  story_id TEXT PRIMARY KEY,
  deleted_at DOUBLE PRECISION NOT NULL
);
