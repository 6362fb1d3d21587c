-- What became of the page of a story after it was recorded.
ALTER TABLE stories ADD COLUMN source_error TEXT NOT NULL DEFAULT '';
ALTER TABLE stories ADD COLUMN checked_at REAL NOT NULL DEFAULT 0;
ALTER TABLE stories ADD COLUMN gone_count INTEGER NOT NULL DEFAULT 0;
CREATE TABLE source_changes (
  story_id TEXT NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
  revision INTEGER NOT NULL,
  changes TEXT NOT NULL,
  created_at REAL NOT NULL,
  PRIMARY KEY (story_id, revision)
) STRICT;
