"""How sentences end in the scripts that pages are written in."""

from __future__ import annotations

import re

SENTENCE_MARKS = ".!?…。！？؟۔।॥"
SENTENCE_END = re.compile(rf"[{SENTENCE_MARKS}][\"'”’»)\]]*$")
SENTENCE_END_IN_MARKUP = re.compile(rf"[{SENTENCE_MARKS}][\"'”’»)\]]*\s*$")
"""The text of an element may end with white space."""
