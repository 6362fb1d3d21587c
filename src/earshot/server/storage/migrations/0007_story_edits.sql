-- The changes of editors: all versions, of which a story has the last.
CREATE TABLE story_edits (
  story_id TEXT NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
  version INTEGER NOT NULL,
  body TEXT NOT NULL,
  created_at REAL NOT NULL,
  PRIMARY KEY (story_id, version)
) STRICT;
ALTER TABLE stories ADD COLUMN edits_version INTEGER NOT NULL DEFAULT 0;
ALTER TABLE stories ADD COLUMN correction_note TEXT NOT NULL DEFAULT '';
ALTER TABLE stories ADD COLUMN needs_source INTEGER NOT NULL DEFAULT 1;
UPDATE stories SET needs_source = 0 WHERE status IN ('doing', 'succeeded');

-- The lexicon of the library, by version.
CREATE TABLE lexicon_versions (
  version INTEGER PRIMARY KEY,
  entries TEXT NOT NULL,
  created_at REAL NOT NULL
) STRICT;
