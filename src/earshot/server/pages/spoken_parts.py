"""Form fields that select the parts of a page that are read."""

from __future__ import annotations

from starlette.datastructures import FormData

from earshot.errors import InvalidOption
from earshot.publish.translations import mark
from earshot.script.edits import SPOKEN_PARTS, ReadingSettings
from earshot.script.pauses import parse_pauses
from earshot.server.http_errors import http_error

PART_LABELS = {
    "byline": mark("Author"),
    "date": mark("Date"),
    "voice_notice": mark("Notice of the synthetic voice"),
    "tables": mark("Tables"),
    "long_tables": mark("Long tables, row by row"),
    "corrections": mark("Corrections and notes of the editors"),
    "brackets": mark("Text in brackets"),
    "captions": mark("Image captions"),
    "alt_texts": mark("Image descriptions"),
    "notes": mark("Footnotes and references"),
    "code": mark("Program code"),
}


def read_reading_settings(form: FormData) -> ReadingSettings:
    """The chosen parts and pauses. Raises RequestRejected."""
    parts = tuple(part for part in SPOKEN_PARTS if form.get(f"part-{part}"))
    try:
        pauses = dict[str, int](parse_pauses(read_lines(form, "pauses")).items())
    except InvalidOption as error:
        raise http_error(422, "validation_error", str(error)) from error
    return ReadingSettings(spoken_parts=parts if form.get("own_parts") else None, pauses=pauses)


def read_lines(form: FormData, name: str) -> list[str]:
    """The lines of a field that are not empty."""
    text = str(form.get(name, "")).replace("\0", "")
    return [line.strip() for line in text.splitlines() if line.strip()][:100]
