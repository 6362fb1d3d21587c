-- An address may be longer than an entry of an ordered index.
DROP INDEX stories_by_url;
CREATE INDEX stories_by_url ON stories USING hash (url);
