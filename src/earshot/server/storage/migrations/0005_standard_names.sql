ALTER TABLE stories RENAME COLUMN sent TO submission_hash;
ALTER TABLE stories RENAME COLUMN sent_at TO submitted_at;
ALTER TABLE stories RENAME COLUMN ready TO ready_revision;
ALTER TABLE stories RENAME COLUMN sent_title TO requested_title;
ALTER TABLE stories RENAME COLUMN tongue TO spoken_language;
ALTER TABLE stories RENAME COLUMN opening TO excerpt;
ALTER TABLE stories RENAME COLUMN words TO word_count;
ALTER TABLE stories RENAME COLUMN duration TO duration_ms;
ALTER TABLE stories RENAME COLUMN bytes TO size_bytes;
ALTER TABLE stories RENAME COLUMN created TO created_at;
ALTER TABLE stories RENAME COLUMN updated TO updated_at;
ALTER TABLE stories RENAME COLUMN place TO position;
ALTER TABLE stories RENAME COLUMN heard TO listen_status;
ALTER TABLE stories RENAME COLUMN queued TO queue_position;
ALTER TABLE stories RENAME COLUMN access TO access_level;
UPDATE stories SET access_level = CASE access_level
  WHEN 'title' THEN 'headline' WHEN 'segment' THEN 'preview' WHEN 'whole' THEN 'full' ELSE access_level END;
ALTER TABLE playlists RENAME COLUMN story TO story_id;
ALTER TABLE words_of_stories RENAME TO story_search;

ALTER TABLE sessions RENAME COLUMN expires TO expires_at;
ALTER TABLE keys RENAME TO api_keys;
ALTER TABLE api_keys RENAME COLUMN scopes TO scope;
ALTER TABLE api_keys RENAME COLUMN created TO created_at;
ALTER TABLE api_keys RENAME COLUMN used TO used_at;

ALTER TABLE feeds RENAME COLUMN kind TO collection;
ALTER TABLE feeds RENAME COLUMN value TO name;
ALTER TABLE feeds RENAME COLUMN created TO created_at;

ALTER TABLE figures RENAME TO listen_stats;
ALTER TABLE listen_stats RENAME COLUMN story TO story_id;
ALTER TABLE listen_stats RENAME COLUMN tenths TO deciles;

ALTER TABLE hooks RENAME TO webhooks;
ALTER TABLE webhooks RENAME COLUMN rotated TO rotated_at;
ALTER TABLE webhooks RENAME COLUMN refused TO failure_count;
ALTER TABLE webhooks RENAME COLUMN disabled TO disabled_reason;
ALTER TABLE webhooks RENAME COLUMN created TO created_at;

ALTER TABLE outbox RENAME COLUMN hook TO webhook_id;
ALTER TABLE outbox RENAME COLUMN feed TO feed_token;
ALTER TABLE outbox RENAME COLUMN story TO story_id;
ALTER TABLE outbox RENAME COLUMN due TO next_attempt_at;
ALTER TABLE outbox RENAME COLUMN created TO created_at;
ALTER TABLE outbox RENAME COLUMN answer TO response;

ALTER TABLE editions RENAME COLUMN story TO story_id;
ALTER TABLE editions RENAME COLUMN kind TO collection;
ALTER TABLE editions RENAME COLUMN value TO name;

ALTER TABLE subscriptions RENAME COLUMN home TO site_url;
ALTER TABLE subscriptions RENAME COLUMN due TO next_check_at;
ALTER TABLE subscriptions RENAME COLUMN looked TO last_checked_at;
ALTER TABLE subscriptions RENAME COLUMN heard TO last_success_at;
ALTER TABLE subscriptions RENAME COLUMN created TO created_at;

ALTER TABLE entries RENAME TO feed_entries;
ALTER TABLE feed_entries RENAME COLUMN subscription TO subscription_id;
ALTER TABLE feed_entries RENAME COLUMN story TO story_id;
ALTER TABLE feed_entries RENAME COLUMN changes TO change_count;
ALTER TABLE feed_entries RENAME COLUMN at TO changed_at;
