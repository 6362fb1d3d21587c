-- The library of an account in the order in which its stories were added.
CREATE INDEX library_entries_by_account ON library_entries (account_id);
