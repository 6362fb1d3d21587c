CREATE INDEX listen_stats_by_day ON listen_stats (day);
