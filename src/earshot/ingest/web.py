"""Fetch web pages."""

from __future__ import annotations

from earshot.errors import FetchFailed
from earshot.httpclient.client import Fetcher
from earshot.httpclient.cookies import CookieFile
from earshot.httpclient.private_hosts import PrivateHosts
from earshot.httpclient.raw_content import RawContent
from earshot.httpclient.robots import is_disallowed
from earshot.ingest.options import IngestOptions

_ROBOTS_REASON = "its site's robots.txt asks programs not to, or could not be read"


def fetch(url: str, options: IngestOptions) -> RawContent:
    """Fetch the page at an http(s) URL.

    Raises FetchFailed, ForbiddenAddress, UnsupportedContent and TooLarge.
    """
    fetcher = Fetcher(user_agent=options.user_agent)
    fetcher.private_hosts = PrivateHosts(options.private_hosts)
    if options.cookie_lines:
        fetcher.cookies = CookieFile("cookie_lines", options.cookie_lines)
    elif options.cookies:
        fetcher.cookies = CookieFile(options.cookies)
    if options.robots and is_disallowed(fetcher.fetch, url, fetcher.user_agent):
        raise FetchFailed(source=url, reason=_ROBOTS_REASON)
    return fetcher.fetch(url)
