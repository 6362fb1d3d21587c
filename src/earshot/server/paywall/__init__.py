"""Access control for paid stories: tokens and previews."""
