-- Passkeys, with which accounts log in instead of by a password.
CREATE TABLE passkeys (
  id TEXT PRIMARY KEY,
  account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  public_key TEXT NOT NULL,
  sign_count BIGINT NOT NULL,
  created_at DOUBLE PRECISION NOT NULL,
  used_at DOUBLE PRECISION NOT NULL DEFAULT 0
);
CREATE INDEX passkeys_by_account ON passkeys (account_id);

-- What the server must remember between the two steps of a login. Each row is used once.
CREATE TABLE login_attempts (
  token TEXT PRIMARY KEY,
  purpose TEXT NOT NULL,
  data TEXT NOT NULL,
  expires_at DOUBLE PRECISION NOT NULL
);
