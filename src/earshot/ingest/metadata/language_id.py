"""The language of a text that does not say."""

from __future__ import annotations

import py3langid

_MAX_SAMPLE_CHARS = 4_000
"""Characters looked at: more adds time and no certainty."""


def identify_language(text: str) -> str:
    """ISO 639-1 code of the language that the words look like; empty for no words."""
    if not any(character.isalpha() for character in text):
        return ""
    code, _ = py3langid.classify(text[:_MAX_SAMPLE_CHARS])
    return str(code)
