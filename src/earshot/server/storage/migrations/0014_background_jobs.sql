-- Jobs that wait for all others: stories that are recorded again after a change of the lexicon.
ALTER TABLE stories ADD COLUMN is_background INTEGER NOT NULL DEFAULT 0;
DROP INDEX stories_by_submission;
CREATE INDEX stories_by_submission ON stories (status, is_background, submitted_at) WHERE status IN ('todo', 'doing');
