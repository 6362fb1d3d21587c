"""Many stories as one recording."""
