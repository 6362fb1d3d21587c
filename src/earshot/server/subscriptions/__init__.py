"""What the library follows: feeds and news sitemaps, looked at politely, whose new stories are
narrated by themselves."""
