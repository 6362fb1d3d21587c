-- Connectors to read-later services and mailboxes, and the articles that were read there.
CREATE TABLE connectors (
  id TEXT PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  service TEXT NOT NULL,
  url TEXT NOT NULL,
  credentials TEXT NOT NULL,
  label TEXT NOT NULL DEFAULT '',
  playlist TEXT NOT NULL DEFAULT '',
  error TEXT NOT NULL DEFAULT '',
  failures INTEGER NOT NULL DEFAULT 0,
  next_check_at REAL NOT NULL,
  last_success_at REAL NOT NULL DEFAULT 0,
  created_at REAL NOT NULL
) STRICT;

CREATE TABLE connector_items (
  connector_id TEXT NOT NULL REFERENCES connectors (id) ON DELETE CASCADE,
  key TEXT NOT NULL,
  story_id TEXT NOT NULL,
  is_finished INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (connector_id, key)
) STRICT;
CREATE INDEX connector_items_by_progress ON connector_items (connector_id, is_finished);
