"""Cookies for pages behind a login."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_httpclient import Site, fetcher, site

from earshot.errors import InvalidOption
from earshot.httpclient.cookies import CookieFile

__all__ = ["site"]
FUTURE = 4_102_444_800
FILE = f"""# Netscape HTTP Cookie File
.courier.example\tTRUE\t/\tFALSE\t{FUTURE}\tsession\tabc
courier.example\tFALSE\t/premium\tFALSE\t0\tpath\tdef
.courier.example\tTRUE\t/\tTRUE\t{FUTURE}\tsafe\tghi
.courier.example\tTRUE\t/\tFALSE\t1\told\tjkl
#HttpOnly_.herald.example\tTRUE\t/\tFALSE\t{FUTURE}\tother\tmno
"""


@pytest.fixture
def cookies(tmp_path: Path) -> CookieFile:
    path = tmp_path / "cookies.txt"
    path.write_text(FILE, "utf-8")
    return CookieFile(str(path))


@pytest.mark.parametrize(
    ("url", "header"),
    [
        ("http://courier.example/news", "session=abc"),
        ("http://www.courier.example/news", "session=abc"),
        ("https://courier.example/news", "session=abc; safe=ghi"),
        ("http://courier.example/premium/1", "path=def; session=abc"),
        ("http://herald.example/", "other=mno"),
        ("http://evilcourier.example/", ""),
        ("http://courier.example.evil.example/", ""),
    ],
)
def test_a_cookie_is_sent_to_its_own_site_and_path_only(
    cookies: CookieFile, url: str, header: str
) -> None:
    assert cookies.header_for(url).get("Cookie", "") == header


def test_a_redirect_to_another_site_carries_no_cookie(site: Site, cookies: CookieFile) -> None:
    site.answers["/login"] = (
        302,
        {"Location": "http://tracker.example/", "Set-Cookie": "x=1"},
        b"",
    )
    client = fetcher(site)
    client.cookies = cookies
    client.fetch("http://courier.example/login")
    assert site.cookies == ["session=abc", None]


@pytest.mark.parametrize(
    "content", ["session=abc", "\x00\xff", "# Netscape HTTP Cookie File\nx", "[{}]"]
)
def test_a_file_of_another_format_is_refused(content: str, tmp_path: Path) -> None:
    path = tmp_path / "cookies.txt"
    path.write_text(content, "latin-1")
    with pytest.raises(InvalidOption, match="Netscape"):
        CookieFile(str(path))
    with pytest.raises(InvalidOption, match="Netscape"):
        CookieFile(str(tmp_path / "none.txt"))
