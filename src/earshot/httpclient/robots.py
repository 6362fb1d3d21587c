"""What a site asks of programs (robots.txt, RFC 9309)."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urljoin
from urllib.robotparser import RobotFileParser

from earshot.errors import FetchFailed, ForbiddenAddress, SourceError
from earshot.httpclient.content import RawContent

_MAX_BYTES = 500 * 1024
"""Bytes that RFC 9309 (2.5) asks to be read; the rest is left."""
_MIN_SERVER_ERROR_STATUS = 500


def is_disallowed(fetch: Callable[[str], RawContent], url: str, user_agent: str) -> bool:
    """Whether the site asks a program of that name to leave the address alone.

    A site without the file allows all; one whose server fails allows nothing (2.3.1).
    Raises ForbiddenAddress.
    """
    try:
        data = fetch(urljoin(url, "/robots.txt")).data[:_MAX_BYTES]
    except ForbiddenAddress:
        raise
    except FetchFailed as failure:
        return int(getattr(failure, "status", _MIN_SERVER_ERROR_STATUS)) >= _MIN_SERVER_ERROR_STATUS
    except SourceError:
        return False  # something is there that is no such file
    rules = RobotFileParser()
    rules.parse(data.decode("utf-8", "replace").splitlines())
    return not rules.can_fetch(user_agent, url)
