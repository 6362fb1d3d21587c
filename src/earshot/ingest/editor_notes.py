"""Recognize corrections and editor's notes. They are read aloud, but are not part of it."""

from __future__ import annotations

import re

_NOTE = re.compile(
    r"^[(\[*\s]*(?:"
    r"(?:an? )?(?:editor|publisher)(?:[’']s|s[’'])? note\b|"
    r"(?:corrections?|clarifications?|correction and clarification|amendment|erratum)\b"
    r"(?:,? (?:\w+\.? \d{1,2}, \d{4}|\d{1,2} \w+ \d{4}))?\s*[:.—–-]|"
    r"this (?:article|story|post|report|piece|headline|version) (?:has been|was) (?:updated|"
    r"corrected|amended|clarified|edited|revised|changed)\b|"
    r"(?:an earlier|a previous|the original) version of this (?:article|story|post|report|headline|"
    r"piece)\b|"
    r"anm(?:erkung|\.)? d(?:er|\.) red\w*|(?:korrektur|berichtigung|richtigstellung)"
    r"(?:shinweis)?\s*:|"
    r"in einer (?:früheren|vorherigen|ersten) (?:version|fassung)\b|"
    r"note de la rédaction\b|(?:correction|rectificatif|erratum|précision)\s*:|"
    r"(?:nota (?:del editor|de la redacción|della redazione|da redação|do editor))\b|"
    r"(?:fe de erratas?|corrección|rectificación|correzione|rettifica|correção|rättelse|rettelse|"
    r"correctie|rectificatie)\s*:"
    r")",
    re.I,
)
_MAX_CHARS = 800


def is_editor_note(text: str) -> bool:
    """Whether the text begins like a correction or an editor's note."""
    return len(text) <= _MAX_CHARS and _NOTE.match(text) is not None
