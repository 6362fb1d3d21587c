-- The stories of a site in their order. Without the number, each row of the table had to be read.
CREATE INDEX stories_by_site_and_number ON stories (site, number);
