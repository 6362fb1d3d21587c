"""Remove a credit or a date that touches a paragraph."""

from __future__ import annotations

import re
from dataclasses import replace

from earshot.ingest.filter_types import Candidate

_TRAILING_CREDIT = re.compile(
    r"(?<=[.!?…\"”’»])\s*[(\[](?:(?:photos?|images?|pictures?|fotos?|bild|illustration|video|via|"
    r"see (?:pictures|photos|videos?|more|also|related)|watch (?:the |a )?(?:video|clip)|"
    r"read (?:more|also))\b|(?:related|more)\s*:|read [\"“'‘])"
    r"[^()\[\]]{0,80}[)\]]\s*$",
    re.I,
)
"""An image credit or a link to another story after the last sentence of a paragraph."""
_GLUED_DATE = re.compile(
    r"(?:\d{1,2}\.\s?\d{1,2}\.\s?\d{4}|\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}/\d{4})"
    r"(?:,?\s+\d{1,2}[:.]\d\d)?(?:\s?(?i:uhr|h|[ap]m))?(?=[^\W\d_a-z]\w*\s)"
)
_MIN_WORDS_BEFORE_CREDIT = 8
"""A text with fewer words before the credit is a caption."""


def strip_trailing_credit(candidate: Candidate) -> Candidate:
    """Remove an image credit after the last sentence."""
    is_bracketed = candidate.text.rstrip()[-1:] in (")", "]")
    if candidate.is_emphasized or candidate.has_image or not is_bracketed:
        return candidate
    text = _TRAILING_CREDIT.sub("", candidate.text)
    if text == candidate.text or len(text.split()) < _MIN_WORDS_BEFORE_CREDIT:
        return candidate
    annotations = tuple(mark for mark in candidate.annotations if mark.end <= len(text))
    return replace(candidate, text=text, annotations=annotations)


def strip_glued_date(candidate: Candidate) -> Candidate:
    """Remove a date that touches the first word, because it has an element of its own."""
    found = _GLUED_DATE.match(candidate.text)
    if not found or candidate.annotations:
        return candidate
    return replace(candidate, text=candidate.text[found.end() :])
