"""Characters of pages."""

from __future__ import annotations

import pytest

from earshot.httpclient.raw_content import RawContent
from earshot.ingest.encoding import decode_content

SAID = "The mayor isn’t here – “not yet”, they say in the café."


@pytest.mark.parametrize("wrong", ["latin-1", "cp1252"])
def test_characters_that_are_encoded_twice_are_decoded(wrong: str) -> None:
    twice = SAID.replace("”", "’").encode().decode(wrong).encode()
    assert decode_content(RawContent(source="page.html", data=twice)) == SAID.replace("”", "’")


def test_letters_with_accents_are_left_alone() -> None:
    text = "Â l’âge de pâque, naïve â € â"
    assert decode_content(RawContent(source="page.html", data=text.encode())) == text
