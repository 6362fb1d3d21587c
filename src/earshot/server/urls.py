"""Validation and normalization of web addresses."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

MAX_URL_CHARS = 4_000


TRACKING_PARAMETERS = ("utm_", "fbclid", "gclid", "mc_cid", "mc_eid", "igshid")
"""Tracking parameters: they do not affect the content of a page."""


def is_web_url(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and _is_plain_url(url)
    except ValueError:
        return False


def _is_plain_url(url: str) -> bool:
    return len(url) <= MAX_URL_CHARS and not any(c.isspace() or not c.isprintable() for c in url)


def canonical_url(url: str) -> str:
    """The address without tracking parameters and other differences that do not affect the page."""
    parts = urlsplit(url)
    query = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not name.lower().startswith(TRACKING_PARAMETERS)
    ]
    return urlunsplit(
        (parts.scheme.lower(), parts.netloc.lower(), parts.path or "/", urlencode(query), "")
    )


def host_of(url: str) -> str:
    return urlsplit(url).hostname or ""
