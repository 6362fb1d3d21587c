"""Language tags (BCP 47, RFC 5646) as pages write them, made right."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_TAG = re.compile(
    r"(?P<language>[a-z]{2,3})(?:[-_](?P<script>[a-z]{4}))?(?:[-_](?P<region>[a-z]{2}|\d{3}))?(?![a-z0-9])",
    re.I,
)
_UNDETERMINED = {"und", "mul", "zxx", "xx", "mis"}


def normalize_tag(text: str) -> str:
    """A tag in its usual letters: "EN_gb.UTF-8" → "en-GB"; empty where it says nothing."""
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
    """The first tag that says something; a later one of the same language may add the region."""
    tags = [found for found in map(normalize_tag, texts) if found]
    if not tags:
        return ""
    same = (found for found in tags if found.split("-")[0] == tags[0])
    return next((found for found in same if "-" in found), tags[0])


def add_region(language: str, url: str) -> str:
    """English with its region, since the two are spoken apart: en-GB on .uk sites, else en-US."""
    if language != "en":
        return language or "en-US"
    host = urlsplit(url).hostname or ""
    return "en-GB" if host.endswith(".uk") else "en-US"
