-- Stories wait for the voices of processes that were stopped, also after a crash of Postgres.
ALTER TABLE process_voices SET LOGGED;
