"""Robots exclusion (robots.txt, RFC 9309)."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urljoin
from urllib.robotparser import RobotFileParser

from earshot.errors import FetchFailed, ForbiddenAddress, SourceError
from earshot.httpclient.raw_content import RawContent

_MAX_BYTES = 500 * 1024
"""Bytes that a parser must read at least (RFC 9309, 2.5). The rest is ignored."""
_MIN_SERVER_ERROR_STATUS = 500


def is_disallowed(fetch: Callable[[str], RawContent], url: str, user_agent: str) -> bool:
    """Whether robots.txt disallows the URL for this user agent.

    A missing file allows everything, a server error disallows everything (2.3.1).
    Raises ForbiddenAddress.
    """
    try:
        data = fetch(urljoin(url, "/robots.txt")).data[:_MAX_BYTES]
    except ForbiddenAddress:
        raise
    except FetchFailed as failure:
        return int(getattr(failure, "status", _MIN_SERVER_ERROR_STATUS)) >= _MIN_SERVER_ERROR_STATUS
    except SourceError:
        return False  # the response is not a robots.txt, such as an image
    rules = RobotFileParser()
    rules.parse(data.decode("utf-8", "replace").splitlines())
    return not rules.can_fetch(user_agent, url)
