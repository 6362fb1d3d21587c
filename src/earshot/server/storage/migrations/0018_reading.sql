-- What a request wants to be read of its story, as JSON. Words in brackets are a part of their own,
-- which was always read.
ALTER TABLE stories ADD COLUMN reading TEXT NOT NULL DEFAULT '';
UPDATE sites SET settings = json_insert(settings, '$.spoken_parts[#]', 'brackets')
WHERE json_type(settings, '$.spoken_parts') = 'array';
