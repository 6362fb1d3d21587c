-- Whether a voice, a person or both read a story, for show notes and players.
ALTER TABLE stories ADD COLUMN read_by TEXT NOT NULL DEFAULT 'voice';
