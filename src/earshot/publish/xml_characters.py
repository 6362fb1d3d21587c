"""The characters that an XML document may have."""

from __future__ import annotations

import re

_FORBIDDEN_CHARS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def remove_forbidden(text: str) -> str:
    """The text without the characters that XML 1.0 does not allow. One of them makes a document
    invalid."""
    return _FORBIDDEN_CHARS.sub("", text)
