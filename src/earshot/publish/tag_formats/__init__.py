"""Metadata tags in the containers of audio files. Each module writes one format, and takes names
and values that `earshot.publish.tags` has chosen."""
