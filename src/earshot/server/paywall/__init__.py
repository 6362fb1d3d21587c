"""Who may hear how much of a story."""
