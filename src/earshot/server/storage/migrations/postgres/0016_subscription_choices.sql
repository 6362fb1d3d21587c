-- What the reader chooses for the stories of a site.
ALTER TABLE subscriptions ADD COLUMN voice TEXT NOT NULL DEFAULT '';
ALTER TABLE subscriptions ADD COLUMN initial_entries BIGINT;
ALTER TABLE subscriptions ADD COLUMN included_words TEXT NOT NULL DEFAULT '';
ALTER TABLE subscriptions ADD COLUMN excluded_words TEXT NOT NULL DEFAULT '';
