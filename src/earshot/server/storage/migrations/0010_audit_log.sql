-- Who changed what and when. The name of the account is kept when the account is removed.
CREATE TABLE audit_log (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  created_at REAL NOT NULL,
  account_id INTEGER NOT NULL,
  account_name TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  details TEXT NOT NULL
) STRICT;
