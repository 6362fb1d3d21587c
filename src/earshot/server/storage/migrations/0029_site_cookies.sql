-- The cookies that are sent to sites, as lines of a cookie file.
CREATE TABLE site_cookies (
  host TEXT NOT NULL PRIMARY KEY,
  content TEXT NOT NULL
) STRICT;
