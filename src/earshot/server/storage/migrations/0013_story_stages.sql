-- The stage of a story: draft, review, published or retracted.
ALTER TABLE stories ADD COLUMN stage TEXT NOT NULL DEFAULT 'published';
ALTER TABLE stories ADD COLUMN retraction_note TEXT NOT NULL DEFAULT '';
CREATE INDEX stories_unpublished ON stories (stage) WHERE stage <> 'published';
