"""The choice of what is read of a page, in forms."""

from __future__ import annotations

from starlette.datastructures import FormData

from earshot.publish.translations import mark
from earshot.script.edits import SPOKEN_PARTS

PART_LABELS = {
    "byline": mark("Author"),
    "date": mark("Date"),
    "tables": mark("Tables"),
    "corrections": mark("Corrections and notes of the editors"),
    "brackets": mark("Text in brackets"),
    "captions": mark("Captions of pictures"),
    "notes": mark("Footnotes and references"),
    "code": mark("Program code"),
}


def read_parts(form: FormData) -> tuple[str, ...] | None:
    """The chosen parts. None if the form does not choose."""
    if not form.get("own_parts"):
        return None
    return tuple(part for part in SPOKEN_PARTS if form.get(f"part-{part}"))
