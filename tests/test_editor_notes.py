"""Corrections and editor's notes are read as notes."""

from __future__ import annotations

import pytest

from earshot.ingest.editor_notes import is_editor_note
from earshot.ingest.readers import text
from earshot.ingest.source import Origin

STORY = "The ferry came back on Monday, and the whole island stood on the wall."


@pytest.mark.parametrize(
    "written",
    [
        "Editor's note: This story was first told in March.",
        "EDITOR’S NOTE — Names have been changed.",
        "Correction: An earlier version gave the wrong day.",
        "Correction, March 15, 2026: The ferry carries 40 people.",
        "Clarification: The lamp is older than the wall.",
        "This article has been updated to include the council's answer.",
        "This story was corrected on Monday to fix a name.",
        "An earlier version of this article misspelled the name of the pier.",
        "Anmerkung der Redaktion: Der Name wurde geändert.",
        "In einer früheren Version hieß es, die Fähre fahre sonntags.",
        "Nota de la redacción: el nombre ha sido cambiado.",
    ],
)
def test_a_note_is_kept_and_marked(written: str) -> None:
    reading = text.read(f"{STORY}\n\n{written}\n\n{STORY}", Origin("story.txt"))
    kinds = {block.text: block.kind for block in reading.article().blocks}
    assert kinds[written] == "note"
    assert kinds[STORY] == "paragraph"


@pytest.mark.parametrize(
    "written",
    [
        "Corrections officers said the prison was quiet.",
        "This story was told to her by her grandmother.",
        "The editor's note to her staff was short.",
        "Clarification of the rules was promised for May.",
    ],
)
def test_a_sentence_that_looks_like_one_is_story(written: str) -> None:
    assert not is_editor_note(written)
