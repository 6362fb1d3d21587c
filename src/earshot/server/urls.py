"""Validation and normalization of web addresses."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from earshot.errors import RequestRejected

MAX_URL_CHARS = 4_000
MAX_KEY_BYTES = 1_000


TRACKING_PARAMETERS = ("utm_", "fbclid", "gclid", "mc_cid", "mc_eid", "igshid")
"""Tracking parameters: they do not affect the content of a page."""
_HOST = re.compile(r"[^\s/?#]+(\.[^\s/?#]+|:\d+)([/?#]|$)")
"""A host with a dot or a port. A mistyped scheme, as in `htp://` and `http//`, has neither."""


def is_web_url(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and _is_plain_url(url)
    except ValueError:
        return False


def require_web_url(url: str) -> str:
    """The URL. Raises RequestRejected if it is not a web address."""
    if not is_web_url(url):
        reason = f"That doesn't look like a web address: {url[:200]}"
        raise RequestRejected(status=422, code="invalid_url", reason=reason)
    return url


def complete_web_url(text: str) -> str:
    """The web address in a text field, with https:// if it is missing; empty for another text."""
    if is_web_url(text):
        return text
    is_bare = bool(_HOST.match(text)) and is_web_url(f"https://{text}")
    return f"https://{text}" if is_bare else ""


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


def shorten_key(key: str) -> str:
    """The key, or its hash if it is too long: an entry of an index of Postgres has at most 2,700
    bytes."""
    encoded = key.encode("utf-8", "replace")
    if len(encoded) <= MAX_KEY_BYTES:
        return key
    return hashlib.blake2b(encoded, digest_size=20).hexdigest()


def host_of(url: str) -> str:
    """The host name; empty if the URL has none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
