"""Cookies from a Netscape cookie file, as browsers and curl export it.

A cookie is only sent to the site that it belongs to (RFC 6265, 5.4), even after a redirect. Cookies
that servers set are not stored.
"""

from __future__ import annotations

from collections.abc import Iterator
from http.cookiejar import Cookie, CookieJar
from pathlib import Path
from urllib.request import Request

from earshot.errors import InvalidOption

_MAX_FILE_BYTES = 5_000_000
_HTTP_ONLY_PREFIX = "#HttpOnly_"
_NO_COOKIES = "it is neither a cookie file in Netscape format nor the value of a Cookie header"
_FIELD_COUNT = 7
"""Domain, whether subdomains are included, path, whether it is secure, expiry, name and value."""


class CookieFile:
    """The cookies in a file, or in its text. Raises InvalidOption for another format."""

    def __init__(self, path: str, text: str | None = None) -> None:
        self._jar = CookieJar()
        try:
            text = _read_file(path) if text is None else text
            cookies = [_parse_line(line) for line in text.splitlines() if is_cookie_line(line)]
        except (OSError, ValueError) as error:
            expected = "a cookie file in Netscape format"
            raise InvalidOption(option="cookies", value=path, expected=expected) from error
        for cookie in cookies:
            self._jar.set_cookie(cookie)

    def header_for(self, url: str) -> dict[str, str]:
        """Return the Cookie header for a request to the URL; empty if no cookie belongs to it."""
        request = Request(url)
        self._jar.add_cookie_header(request)
        value = request.get_header("Cookie")
        return {"Cookie": value} if value else {}


def _read_file(path: str) -> str:
    with Path(path).open("rb") as file:
        return file.read(_MAX_FILE_BYTES).decode("utf-8")


def normalize_cookies(text: str, host: str) -> list[str]:
    """Return the cookies of a site as lines of a cookie file.

    `text` is such a file, or the value of a Cookie header. Raises ValueError with the reason for
    another text, and for cookies of other sites.
    """
    lines = [line for line in text.splitlines() if is_cookie_line(line)]
    if "\t" not in text:
        lines = list(_header_lines(" ".join(lines), host))
    for line in lines:
        _check_line(line, host)
    if not lines:
        raise ValueError(_NO_COOKIES)
    return lines


def belongs_to(line: str, host: str) -> bool:
    """Whether a line of a cookie file has a cookie of the host or one of its subdomains."""
    domain = line.removeprefix(_HTTP_ONLY_PREFIX).partition("\t")[0].lstrip(".").lower()
    return domain == host or domain.endswith(f".{host}")


def _check_line(line: str, host: str) -> None:
    try:
        cookie = _parse_line(line)
    except (ValueError, OverflowError):
        raise ValueError(_NO_COOKIES) from None
    if not belongs_to(line, host):
        raise ValueError(f"they belong to {cookie.domain.lstrip('.')}, not to {host}")


def _header_lines(header: str, host: str) -> Iterator[str]:
    """Return lines for "name=value; name=value". These cookies are only sent over HTTPS."""
    domain, subdomains = (host, "FALSE") if _is_address(host) else (f".{host}", "TRUE")
    for pair in header.removeprefix("Cookie:").split(";"):
        name, equals, value = (part.strip() for part in pair.partition("="))
        if not (name and equals):
            raise ValueError(_NO_COOKIES)
        yield "\t".join((domain, subdomains, "/", "TRUE", "0", name, value))


def _is_address(host: str) -> bool:
    return host.replace(".", "").isdecimal() or "." not in host


def is_cookie_line(line: str) -> bool:
    """Whether the line is neither empty nor a comment."""
    return bool(line.strip()) and (line.startswith(_HTTP_ONLY_PREFIX) or not line.startswith("#"))


def _parse_line(line: str) -> Cookie:
    """Raises ValueError for a line of another format."""
    fields = line.removeprefix(_HTTP_ONLY_PREFIX).split("\t")
    if len(fields) != _FIELD_COUNT or not "".join(fields).isprintable():
        raise ValueError(line)
    domain, subdomains, path, secure, expires, name, value = fields
    includes_subdomains = subdomains.upper() == "TRUE"
    domain = domain.lstrip(".")
    return Cookie(
        version=0,
        name=name,
        value=value,
        port=None,
        port_specified=False,
        domain=f".{domain}" if includes_subdomains else domain,
        domain_specified=includes_subdomains,
        domain_initial_dot=includes_subdomains,
        path=path,
        path_specified=True,
        secure=secure.upper() == "TRUE",
        expires=int(float(expires)) or None,  # 0 is a session cookie
        discard=False,
        comment=None,
        comment_url=None,
        rest={},
    )
