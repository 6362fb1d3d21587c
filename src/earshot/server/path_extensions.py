"""The file extensions that paths of the server may end with, by the name of their converter."""

from __future__ import annotations

from earshot.publish.audio_formats import SERVED_FORMATS
from earshot.publish.captions import CAPTION_FORMATS

PATH_EXTENSIONS = {
    "audio": tuple(SERVED_FORMATS),
    "transcript": (*CAPTION_FORMATS, "txt"),
    "media": ("mp3", "vtt", "json", "epub"),
}
