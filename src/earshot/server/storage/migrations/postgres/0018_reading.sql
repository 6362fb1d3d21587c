-- What a request wants to be read of its story, as JSON. Words in brackets are a part of their own,
-- which was always read.
ALTER TABLE stories ADD COLUMN reading TEXT NOT NULL DEFAULT '';
UPDATE sites
SET settings = jsonb_insert(settings::jsonb, '{spoken_parts,-1}', '"brackets"', true)::text
WHERE jsonb_typeof(settings::jsonb -> 'spoken_parts') = 'array';
