"""Lists of feeds and stories, as other programs write them."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earshot.errors import RequestRejected
from earshot.server.subscriptions.opml import (
    MAX_ADDRESSES,
    MAX_DEPTH,
    MAX_LINES,
    MAX_LIST_CHARS,
    Outline,
    is_list,
    is_opml,
    parse_lines,
    parse_opml,
    serialize_opml,
)

A, B = "https://a.example/feed?x=1&y=2", "http://b.example/"


def opml(body: str, head: str = '<?xml version="1.0"?>') -> str:
    return f'{head}<opml version="1.1"><head/><body>{body}</body></opml>'


def test_folders_and_unescaped_ampersands_are_parsed() -> None:
    text = opml(  # A's ampersands are not escaped
        f'<outline text="News"><outline title="A &amp; B" text="x" xmlUrl="{A}"/></outline>'
        f'<outline text="B" XMLURL=" {B} "/><outline text="no feed" type="link" url="{B}"/>'
        f'<outline text="again" xmlUrl="{A}"/>'
    )
    assert is_opml(text)
    assert parse_opml(text).outlines == (
        Outline(url=A, title="A & B", folder="News"),
        Outline(url=B, title="B"),
    )


@pytest.mark.parametrize(
    "text",
    [
        opml("", '<!DOCTYPE opml [<!ENTITY a "b">]>'),
        opml("<outline>" * (MAX_DEPTH + 1)),
        opml(
            "".join(f'<outline xmlUrl="http://a.example/{n}"/>' for n in range(MAX_ADDRESSES + 1))
        ),
        opml("<outline"),
        "<opml " + "a" * 1000,
    ],
)
def test_a_malicious_list_is_rejected(text: str) -> None:
    assert is_opml(text)
    with pytest.raises(RequestRejected, match="cannot be read"):
        parse_opml(text)


def test_invalid_addresses_are_left_out() -> None:
    wrong = ("javascript:alert(1)", "file:///etc/passwd", "http://", "", "https://a b.example/")
    text = opml("".join(f'<outline text="x" xmlUrl="{url}"/>' for url in wrong))
    parsed = parse_opml(text)
    assert parsed.outlines == ()
    assert parsed.errors == tuple(f"x {url}" for url in wrong if url)


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("feed://a.example/f", "http://a.example/f"),
        ("feed:https://a.example/f", "https://a.example/f"),
        ("feed://https://a.example/f", "https://a.example/f"),
        (
            "https://a.example/RSS Feeds/Latest?q=a b",
            "https://a.example/RSS%20Feeds/Latest?q=a%20b",
        ),
        ("https://müller.example/föd", "https://müller.example/föd"),
        ("HTTPS://a.example/f", "HTTPS://a.example/f"),
    ],
)
def test_addresses_as_other_readers_write_them_are_understood(written: str, url: str) -> None:
    capitals = (
        f'<?XML version="1.0"?><OPML><BODY><OUTLINE TEXT="r" XMLURL="{written}"/></BODY></OPML>'
    )
    for text in (opml(f'<outline text="r" xmlUrl="{written}"/>'), capitals):
        assert is_opml(text)
        assert [each.url for each in parse_opml(text).outlines] == [url]


@pytest.mark.parametrize(
    ("text", "urls", "wrong"),
    [
        (f"{A}\r\n\r\n{B}\n{A}\n", [A, B], 0),
        (f"\ufeff{A}", [A], 0),
        (f"# mine\n{A}\nnot one\n", [A], 1),
        (f'title,url,tags\n"Ferry, back","{A}",x\nB,{B},\n', [A, B], 0),
        (f"url;title\n{A};Ferry\n{B};B\n", [A, B], 0),
        (f"{A}\tFerry\n{B}\tB\n", [A, B], 0),
        (
            "https://a.example/x,1\nhttps://a.example/y,2\n",
            ["https://a.example/x,1", "https://a.example/y,2"],
            0,
        ),
        ("", [], 0),
        ("\0" + '"' * 200_000, [], 0),
    ],
)
def test_addresses_are_read_from_lines_or_table_rows(
    text: str, urls: list[str], wrong: int
) -> None:
    listed = parse_lines(text)
    assert [each.url for each in listed.outlines] == urls
    assert len(listed.errors) == wrong


def test_a_text_of_addresses_only_is_a_list() -> None:
    assert is_list(f"{A}\n{B}")
    assert not is_list(A)
    assert not is_list(f"See {A} and {B}")
    assert not is_opml("<rss/>")


@given(st.lists(st.builds(Outline, url=st.sampled_from([A, B]), title=st.text(), folder=st.text())))
def test_exported_opml_can_be_imported(outlines: list[Outline]) -> None:
    text = serialize_opml("Mine", outlines).decode()
    ET.fromstring(text.encode())
    assert {each.url for each in parse_opml(text).outlines} == {each.url for each in outlines}


@given(st.text(max_size=400))
def test_any_text_can_be_parsed(text: str) -> None:
    for each in parse_lines(text).outlines:
        assert each.url.startswith(("http://", "https://"))


@pytest.mark.parametrize("text", [f"{A}\n" * (MAX_LINES + 2), "x" * (MAX_LIST_CHARS + 1)])
def test_a_list_that_is_too_long_is_rejected_before_it_is_parsed(text: str) -> None:
    with pytest.raises(RequestRejected, match="import it in parts"):
        parse_lines(text)
