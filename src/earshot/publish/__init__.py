"""Narration → files: the recording, WebVTT, words JSON and the read-along page."""

from earshot.publish.output import Edition, save

__all__ = ["Edition", "save"]
