"""Exports of read-later services."""

from __future__ import annotations

import json

import pytest

from earshot.errors import RequestRejected
from earshot.server.subscriptions.bookmark_files import is_bookmark_file, parse_bookmark_file
from earshot.server.subscriptions.opml import MAX_ADDRESSES, is_list, is_opml

A, B = "https://a.example/ferry?x=1&y=2", "https://b.example/bell"
OMNIVORE = json.dumps([{"id": "1", "title": "Ferry", "url": A}, {"id": "2", "url": B}])
WALLABAG = json.dumps(
    [{"id": 1, "url": A, "content": "<p>It</p>", "origin_url": ""}, {"url": B, "tags": [{"a": 1}]}]
)
POCKET_API = json.dumps(
    {"list": {"7": {"given_url": "http://x.example", "resolved_url": A}, "8": {"given_url": B}}}
)
POCKET = f"""<!DOCTYPE html>
<html><head><meta content="text/html; charset=UTF-8" />
<title>Pocket Export</title></head><body><h1>Unread</h1><ul>
<li><a href="{A.replace("&", "&amp;")}" time_added="1" tags="">Ferry</a></li>
<li><a href="{B}">Bell</a></li><li><a href="javascript:alert(1)">No</a></li></ul></body></html>"""
INSTAPAPER = f"""<!DOCTYPE html><html><head><title>Instapaper: Export</title></head><body>
<ol><li><a href="{A.replace("&", "&amp;")}">Ferry</a><li><a href="{B}">Bell</a></ol></body>"""
BOOKMARKS = f"""<!DOCTYPE NETSCAPE-Bookmark-file-1>
<META CONTENT="text/html; charset=UTF-8"><TITLE>Bookmarks</TITLE>
<DL><p><DT><A HREF="{A}" ADD_DATE="1">Ferry</A><DT><A HREF="{B}">Bell</A></DL>"""


@pytest.mark.parametrize(
    "text", [OMNIVORE, WALLABAG, POCKET_API, POCKET, INSTAPAPER, BOOKMARKS, f"\ufeff{OMNIVORE}"]
)
def test_the_stories_of_an_export_are_found(text: str) -> None:
    assert is_bookmark_file(text)
    assert not is_opml(text)
    assert not is_list(text)
    assert [each.url for each in parse_bookmark_file(text).outlines] == [A, B]


@pytest.mark.parametrize(
    "text",
    [
        "[Ferry](https://a.example) came back.",
        "{% extends %}",
        "<!DOCTYPE html><html><head><title>Pocket Export guide</title></head></html>",
        "<article><h1>Instapaper: Export</h1></article>",
        "",
    ],
)
def test_an_article_is_not_taken_for_an_export(text: str) -> None:
    assert not is_bookmark_file(text)


@pytest.mark.parametrize("text", ['[{"url": ', "[" * 100_000, '{"url": 7}', '[{"url": "ftp://x"}]'])
def test_a_broken_export_has_no_stories(text: str) -> None:
    assert parse_bookmark_file(text).outlines == ()


def test_an_export_with_too_many_stories_is_rejected() -> None:
    rows = [{"url": f"https://a.example/{n}"} for n in range(MAX_ADDRESSES + 1)]
    with pytest.raises(RequestRejected, match="import it in parts"):
        parse_bookmark_file(json.dumps(rows))
