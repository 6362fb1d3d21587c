"""Normalize language tags (BCP 47, RFC 5646)."""

from __future__ import annotations

import re

_TAG = re.compile(
    r"(?P<language>[a-z]{2,3})(?:[-_](?P<script>[a-z]{4}))?(?:[-_](?P<region>[a-z]{2}|\d{3}))?(?![a-z0-9])",
    re.I,
)
_UNDETERMINED = {"und", "mul", "zxx", "xx", "mis"}


def normalize_tag(text: str) -> str:
    """Return the tag in its canonical form: "EN_gb.UTF-8" → "en-GB"; empty for an invalid one."""
    match = _TAG.match(text.strip())
    if not match or match["language"].lower() in _UNDETERMINED:
        return ""
    parts = (
        match["language"].lower(),
        (match["script"] or "").title(),
        (match["region"] or "").upper(),
    )
    return "-".join(part for part in parts if part)


def first_tag(*texts: str) -> str:
    """Return the first valid tag; a later one of the same language may add the region."""
    tags = [found for found in map(normalize_tag, texts) if found]
    if not tags:
        return ""
    same = (found for found in tags if found.split("-")[0] == tags[0])
    return next((found for found in same if "-" in found), tags[0])
