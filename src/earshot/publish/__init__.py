"""Narration → files: the recording, WebVTT, words JSON and the read-along page."""

from earshot.publish.output import Outputs, save

__all__ = ["Outputs", "save"]
