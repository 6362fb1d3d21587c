"""E-mail newsletters: the text without the parts that belong to the e-mail."""

from __future__ import annotations

import base64
import quopri
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from sample_pages import ENDING, MIDDLE, OPENING

from earshot import extract_article
from earshot.errors import NoArticle, UnsupportedContent
from earshot.model import Article

LETTER = """<div style="display:none">Ferry news inside</div>
<table role="presentation"><tr><td><a href="#">View this email in your browser</a></td></tr></table>
<table role="presentation"><tr><td><h2>The ferry</h2>
<p>The ferry came back on Monday — Zoë saw it first, from the wall.</p>
<p>It carried forty passengers and the mail of eleven weeks.</p></td></tr></table>
<table><tr><td><p>You are receiving this because you asked for it.</p>
<p><a href="#">Unsubscribe</a></p></td></tr></table>"""


def letter(tmp_path: Path, *, html: str = LETTER, plain: str = "") -> Article:
    message = EmailMessage()
    message["Subject"] = "Ferry returns"
    message["From"] = "The Skerrow Courier <news@courier.example>"
    message["Date"] = "Sat, 14 Mar 2026 07:30:00 +0100"
    message["Message-ID"] = "<1@courier.example>"
    if plain:
        message.set_content(plain)
    if html:
        message.add_alternative(html, subtype="html")
    path = tmp_path / "letter.eml"
    path.write_bytes(message.as_bytes())
    return extract_article(str(path))


def test_a_newsletter_is_read_without_its_own_notices(tmp_path: Path) -> None:
    story = letter(tmp_path)
    assert [(block.kind, block.text) for block in story.blocks] == [
        ("heading", "The ferry"),
        ("paragraph", "The ferry came back on Monday — Zoë saw it first, from the wall."),
        ("paragraph", "It carried forty passengers and the mail of eleven weeks."),
    ]
    assert (story.headline, story.site) == ("Ferry returns", "The Skerrow Courier")
    assert story.published == datetime(2026, 3, 14, 6, 30, tzinfo=UTC)


def test_a_letter_in_plain_text_is_read_as_a_text(tmp_path: Path) -> None:
    plain = (
        "The ferry came back on Monday.\n\nIt carried the mail of eleven weeks.\n\nUnsubscribe\n"
    )
    story = letter(tmp_path, html="", plain=plain)
    assert story.headline == "Ferry returns"
    assert [block.text for block in story.blocks] == plain.split("\n\n")[:2]


def test_a_letter_is_known_by_its_headers_without_its_ending(tmp_path: Path) -> None:
    story = letter(tmp_path)
    path = tmp_path / "letter"
    path.write_bytes((tmp_path / "letter.eml").read_bytes())
    assert extract_article(str(path)) == story


@pytest.mark.parametrize(
    "written",
    [
        "Subject: x\nMIME-Version: 1.0\nContent-Type: image/png\n\nxxxx",
        "Subject: =?utf-8?b?////?=\nDate: never\nFrom: <<<\nMIME-Version: 1.0\n\n",
        "Message-ID: <\nDate: Sat, 99 Mar 99999999999 07:30:00 +9999\n\n\n",
        'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="a"\n\n--a\n--a\n--a--',
    ],
)
def test_a_broken_letter_holds_no_story(tmp_path: Path, written: str) -> None:
    path = tmp_path / "letter.eml"
    path.write_text(written)
    with pytest.raises(NoArticle):
        extract_article(str(path))


def test_an_email_in_an_unknown_charset_is_read_as_far_as_possible(tmp_path: Path) -> None:
    path = tmp_path / "letter.eml"
    path.write_bytes(
        b"Subject: Ferry\nMIME-Version: 1.0\nContent-Type: text/plain; charset=klingon-1\n\n"
        b"The ferry came back on Monday, and Zo\xc3\xab saw it first.\n"
    )
    assert "Zoë saw it first" in extract_article(str(path)).blocks[0].text


def test_a_page_that_a_browser_saved_as_one_file_is_read_whole(tmp_path: Path) -> None:
    """MHTML: the page in quoted-printable, then its frames and images as further parts."""
    story = "".join(f"<p>{text}</p>" for text in (OPENING, MIDDLE, ENDING))
    html = f"<html><head><title>Ferry returns</title></head><body><h1>Ferry returns</h1>{story}"
    page = quopri.encodestring(f"{html}<p>Grüße aus Skerrow, schrieb er.</p>".encode())
    frame = b"<html><body><p>Buy our umbrellas today, they are the best in town.</p></body></html>"
    head = (
        b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://courier.example/ferry\r\n"
        b"Subject: Ferry returns\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n'
    )
    part = b"--b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: "
    path = tmp_path / "page.mhtml"
    path.write_bytes(
        head
        + part
        + b"quoted-printable\r\n\r\n"
        + page
        + b"\r\n"
        + part
        + b"8bit\r\n\r\n"
        + frame
        + b"\r\n--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0K"
        + b"\r\n--b--\r\n"
    )
    article = extract_article(str(path))
    assert (article.headline, article.url) == ("Ferry returns", "https://courier.example/ferry")
    assert [block.text for block in article.blocks] == [
        *(OPENING, MIDDLE, ENDING, "Grüße aus Skerrow, schrieb er.")
    ]


ADDRESS = "https://courier.example/ferry"
PAGE = (
    f"<html lang=en><head><title>Ferry returns</title></head><body><nav><p>{ENDING}</p></nav>"
    f"<article><h1>Ferry returns</h1><p>{OPENING}</p><p>{MIDDLE}</p><p>Zoë saw it – first of all "
    "the people on the quay.</p></article></body></html>"
)
FRAME = f"<html><body><h1>Umbrellas</h1>{'<p>Buy our umbrellas, the best in town.</p>' * 30}"


def saved_part(page: str, address: str, charset: str, encoding: str) -> bytes:
    """One page of a saved file, in the encodings that browsers use."""
    body = page.encode(charset)
    encode = quopri.encodestring if encoding == "quoted-printable" else base64.encodebytes
    written = body if encoding == "binary" else encode(body)
    head = (
        f'Content-Type: text/html; charset="{charset}"\r\nContent-Transfer-Encoding: {encoding}\r\n'
        f"Content-Location: {address}\r\n\r\n"
    )
    return head.encode() + written + b"\r\n"


@pytest.mark.parametrize(
    ("sender", "charset", "encoding", "has_frame_first"),
    [
        ("<Saved by Blink>\r\nSnapshot-Content-Location: " + ADDRESS, "utf-8", "base64", True),
        ('"Saved by Windows Internet Explorer 11"', "windows-1252", "quoted-printable", False),
        ('"Saved by Microsoft MHTML"', "utf-16", "base64", False),
        ("<Saved by Mozilla 5.0>", "utf-8", "binary", True),
        ("ann@courier.example", "utf-8", "quoted-printable", False),
    ],
    ids=["chromium", "internet-explorer", "utf-16", "mozilla", "no-browser"],
)
def test_a_page_that_any_browser_saved_is_read_as_a_page(
    tmp_path: Path, sender: str, charset: str, encoding: str, has_frame_first: bool
) -> None:
    parts = [saved_part(PAGE, ADDRESS, charset, encoding)]
    if has_frame_first:
        frame = saved_part(FRAME, "https://ads.example/", charset, encoding)
        parts = [frame, *parts] if "Snapshot" in sender else [*parts, frame]
    head = (
        f"From: {sender}\r\nSubject: ferry.mht\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n'
    )
    path = tmp_path / "page.mht"
    path.write_bytes(head.encode() + b"".join(b"--b\r\n" + part for part in parts) + b"--b--\r\n")
    article = extract_article(str(path))
    assert (article.headline, article.url) == ("Ferry returns", ADDRESS)
    last = "Zoë saw it – first of all the people on the quay."
    assert [block.text for block in article.blocks] == [OPENING, MIDDLE, last]


def test_a_saved_page_that_is_binary_data_is_refused_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "saved.mhtml"
    picture = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(200)).decode()
    path.write_text(
        "From: <Saved by Blink>\nSnapshot-Content-Location: https://courier.example/ferry\n"
        'MIME-Version: 1.0\nContent-Type: multipart/related; type="text/html"; boundary="b"\n\n'
        "--b\nContent-Type: text/html\nContent-Transfer-Encoding: base64\n"
        f"Content-Location: https://courier.example/ferry\n\n{picture}\n--b--\n"
    )
    with pytest.raises(UnsupportedContent, match=r"saved\.mhtml.*PNG"):
        extract_article(str(path))
