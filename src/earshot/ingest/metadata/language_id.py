"""The language of a text that does not say."""

from __future__ import annotations

import py3langid

_SAMPLE = 4_000
"""Characters looked at: more adds time and no certainty."""


def identified(text: str) -> str:
    """ISO 639-1 code of the language that the words look like; empty for no words."""
    if not any(character.isalpha() for character in text):
        return ""
    code, _ = py3langid.classify(text[:_SAMPLE])
    return str(code)
