"""Repair what scraping breaks in running text, and change nothing else.

Removed links and emphasis leave spaces before punctuation. Soft hyphens and zero-width characters
are typesetting. An accent may be a separate character.
"""

from __future__ import annotations

import re
import unicodedata
from html import unescape

_INVISIBLE = re.compile(
    "[\u00ad\u200b\u200e\u200f\u034f\u2060-\u2064\u202a-\u202e\u2066-\u2069\ufeff]"
)
_SHORT_LINK = re.compile(r" ?(?:https?://)?\b(?:pic\.twitter\.com|t\.co)/\w+")
"""The rest of an image or link in a quoted post."""
_JOINERS = re.compile("(?<![\u0600-\u109f])[\u200c\u200d]")
"""Joiners distinguish words in Arabic and Indic scripts only."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffc\ufffd]")
_SPACE_BEFORE_PUNCTUATION = re.compile(r"(?<=\S) +([.,;:!?])(?=[\s\"'”’»)\]]|$)")
_SPACE_AFTER_OPENING = re.compile(r"(?<=[(\[“])(?<![^\s(\[—–-]“) +(?=\S)")
"""German closes a quotation with the same sign: „Ja“ sagte sie."""
_SPACE_BEFORE_CLOSING = re.compile(r"(?<=\S) +(?=[)\]]|”(?:[\s.,;:!?)\]]|$))")
"""Swedish and Finnish open a quotation with the same sign: Hon sade ”ja”."""
_SPACE_BEFORE_APOSTROPHE = re.compile(r"(?<=\w) +(?=[’'](?:s|re|ve|ll|d|t|m)\b)")
_ENTITY = re.compile(
    r"&(?:#\d{2,6}|#x[0-9a-f]{2,5}|amp|quot|apos|lt|gt|nbsp|[mn]dash|[lr][sd]quo|hellip);", re.I
)
"""A character that was escaped twice."""
_ODD_CHARACTER = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u034f\u200b-\u200f\u2060-\u2064\u202a-\u202e"
    "\u2066-\u2069\ufeff\ufffc\ufffd]"
)
"""Characters of the patterns above, which are slower."""
_MISPLACED_SPACE = re.compile(r" [.,;:!?)\]”’']")
_OTHER_SPACE = r"[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\n\r\u2028\u2029]"
_SPACES = re.compile(
    rf"((?:{_OTHER_SPACE}| (?= |{_OTHER_SPACE}))(?: |{_OTHER_SPACE})*)"
    r"([;:!?»](?=[\s\"'”’»)\]]|$))?"
)
"""Spaces that are not a single plain one."""


def clean_text(text: str) -> str:
    """Return the text as one line in NFC, with its spacing repaired.

    Plain spaces before punctuation are left by scraping. A no-break space before a colon or
    question mark is French typography and is kept.
    """
    if "&" in text:
        text = _ENTITY.sub(lambda found: unescape(found[0]), text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if not (text.isascii() and text.isprintable()):
        text = _replace_odd_characters(text)
    text = _collapse_spaces(text)
    if "t.co/" in text or "pic.twitter.com/" in text:
        text = _SHORT_LINK.sub("", text)
    return _repair_punctuation(text).strip()


def _repair_punctuation(text: str) -> str:
    if _MISPLACED_SPACE.search(text) or "( " in text or "[ " in text or "“ " in text:
        for pattern in (_SPACE_AFTER_OPENING, _SPACE_BEFORE_CLOSING, _SPACE_BEFORE_APOSTROPHE):
            text = pattern.sub("", text)
        text = _SPACE_BEFORE_PUNCTUATION.sub(r"\1", text)
    return text


def _replace_odd_characters(text: str) -> str:
    if not _ODD_CHARACTER.search(text):
        return text
    return _CONTROL.sub(" ", _JOINERS.sub("", _INVISIBLE.sub("", text)))


def _collapse_spaces(text: str) -> str:
    if "\u00a0" in text or "\u202f" in text:
        return _SPACES.sub(_normalize_space, text).strip()
    return " ".join(text.split())


def _normalize_space(run: re.Match[str]) -> str:
    is_french = run[2] and ("\u00a0" in run[1] or "\u202f" in run[1])
    return f"\u00a0{run[2]}" if is_french else f" {run[2] or ''}"
