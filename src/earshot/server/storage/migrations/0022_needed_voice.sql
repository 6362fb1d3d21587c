-- The voice that a recording needs, for workers that have only some voices.
ALTER TABLE stories ADD COLUMN needed_voice TEXT NOT NULL DEFAULT '';
