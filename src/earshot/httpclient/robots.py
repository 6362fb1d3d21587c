"""What a site asks of programs (robots.txt, RFC 9309)."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urljoin
from urllib.robotparser import RobotFileParser

from earshot.errors import FetchFailed, ForbiddenAddress, SourceError
from earshot.ingest.source import Opened

_LONGEST = 500 * 1024
"""Bytes that RFC 9309 (2.5) asks to be read; the rest is left."""
_SERVER_FAULT = 500


def forbids(fetch: Callable[[str], Opened], url: str, user_agent: str) -> bool:
    """Whether the site asks a program of that name to leave the address alone.

    A site without the file allows all; one whose server fails allows nothing (2.3.1).
    Raises ForbiddenAddress.
    """
    try:
        written = fetch(urljoin(url, "/robots.txt")).content[:_LONGEST]
    except ForbiddenAddress:
        raise
    except FetchFailed as failure:
        return int(getattr(failure, "status", _SERVER_FAULT)) >= _SERVER_FAULT
    except SourceError:
        return False  # something is there that is no such file
    rules = RobotFileParser()
    rules.parse(written.decode("utf-8", "replace").splitlines())
    return not rules.can_fetch(user_agent, url)
