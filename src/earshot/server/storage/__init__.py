"""The data directory: database, stories and recordings."""
