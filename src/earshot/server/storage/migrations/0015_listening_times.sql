-- When the listener last listened to the story: a device that was offline reports it later.
ALTER TABLE library_entries ADD COLUMN listened_at REAL NOT NULL DEFAULT 0;
