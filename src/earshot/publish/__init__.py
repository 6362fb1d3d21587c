"""Narration → files: the recording, WebVTT, words JSON and the read-along page."""
