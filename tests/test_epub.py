"""E-books."""

from __future__ import annotations

from pathlib import Path

import pytest
from documents import build_epub
from sample_pages import ENDING, MIDDLE, OPENING

from earshot import IngestOptions, extract_article, read_feed
from earshot.errors import NoArticle, SourceError, SourceUnreadable, TooLarge
from earshot.model import Article

CHAPTERS = {
    "cover.xhtml": '<section epub:type="cover"><p>Harbour Tales</p></section>',
    "one.xhtml": f"<h1>The storm</h1><p>{OPENING}</p><p>{MIDDLE}</p>",
    "one-b.xhtml": f"<p>{ENDING}</p>",
    "two.xhtml": f"<h1>II</h1><p>{MIDDLE}</p><aside epub:type='footnote'>A note.</aside>",
}
NAV = (
    '<ol><li><a href="one.xhtml">The storm</a></li><li><a href="two.xhtml#a">The calm</a></li></ol>'
)


def write(data: bytes, tmp_path: Path) -> str:
    path = tmp_path / "book.epub"
    path.write_bytes(data)
    return str(path)


def texts(article: Article) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in article.blocks]


def test_a_whole_book_is_read_chapter_by_chapter(tmp_path: Path) -> None:
    article = extract_article(write(build_epub(CHAPTERS), tmp_path))
    assert article.headline == "Harbour Tales"
    assert article.authors == ("Ann Lee",)
    assert texts(article) == [
        ("heading", "The storm"),
        ("paragraph", OPENING),
        ("paragraph", MIDDLE),
        ("paragraph", ENDING),
        ("heading", "II"),
        ("paragraph", MIDDLE),
    ]


def test_a_title_is_read_once_and_notes_in_another_file_are_not_read(tmp_path: Path) -> None:
    mark = '<a href="notes.xhtml#n1">1</a>'
    book = build_epub(
        {
            "rights.xhtml": "<h1>Copyright</h1><p>Copyright 2026 Ann Lee. Printed in Skerrow.</p>",
            "one.xhtml": f"<h1>One: The storm</h1><p>{OPENING}{mark}</p><p>{MIDDLE}</p>",
            "notes.xhtml": '<h1>Notes</h1><ol><li id="n1">Minutes of the council.</li></ol>',
        },
        '<ol><li><a href="one.xhtml">One</a></li></ol>',
    )
    assert texts(extract_article(write(book, tmp_path))) == [
        ("heading", "One: The storm"),
        ("paragraph", OPENING),
        ("paragraph", MIDDLE),
    ]


@pytest.mark.parametrize("title", ["Contents", "Spis treści", "Inhoudsopgave", "目次"])
def test_a_table_of_contents_among_the_chapters_is_not_read(title: str, tmp_path: Path) -> None:
    lines = "".join(f"<p>The story of harbour number {number}</p>" for number in range(9))
    book = build_epub(
        {"toc.xhtml": f"<h1>{title}</h1>{lines}", "one.xhtml": f"<h1>One</h1><p>{OPENING}</p>"}, ""
    )
    assert texts(extract_article(write(book, tmp_path))) == [
        ("heading", "One"),
        ("paragraph", OPENING),
    ]


def test_a_chapter_is_an_article_of_its_own(tmp_path: Path) -> None:
    book = write(build_epub(CHAPTERS, NAV), tmp_path)
    assert [entry.headline for entry in read_feed(book)] == ["The storm", "The calm"]
    article = extract_article(book, options=IngestOptions(entry="1"))
    assert (article.headline, article.site) == ("The storm", "Harbour Tales")
    assert [text for _, text in texts(article)] == [OPENING, MIDDLE, ENDING]
    with pytest.raises(NoArticle, match="2 entries"):
        extract_article(book, options=IngestOptions(entry="3"))


@pytest.mark.parametrize("href", ["http://evil.example/x.xhtml", "../../etc/passwd", "/etc/passwd"])
def test_a_reference_outside_the_book_is_refused(href: str, tmp_path: Path) -> None:
    book = write(build_epub({href: f"<p>{OPENING}</p>"}), tmp_path)
    with pytest.raises(SourceUnreadable, match="outside the book"):
        extract_article(book)


def test_a_protected_book_is_refused(tmp_path: Path) -> None:
    encryption = (
        '<encryption xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData>'
        '<enc:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/>'
        "</enc:EncryptedData></encryption>"
    )
    book = write(build_epub(CHAPTERS, extra={"META-INF/encryption.xml": encryption}), tmp_path)
    with pytest.raises(SourceUnreadable, match="DRM"):
        extract_article(book)


def test_a_chapter_that_inflates_without_end_is_refused(tmp_path: Path) -> None:
    book = build_epub(CHAPTERS, extra={"OPS/one.xhtml": b"<p>" + b"a" * 60_000_000})
    with pytest.raises(TooLarge):
        extract_article(write(book, tmp_path))


def test_a_book_without_text_is_rejected(tmp_path: Path) -> None:
    with pytest.raises(NoArticle):
        extract_article(write(build_epub({"a.xhtml": "<img src='a.png'/>"}), tmp_path))


@pytest.mark.parametrize("seed", range(60))
def test_a_damaged_book_is_read_or_refused(seed: int, tmp_path: Path) -> None:
    data = bytearray(build_epub(CHAPTERS, NAV))
    for n in range(1 + seed % 5):
        data[(seed * 7919 + n * 104729) % len(data)] ^= 1 + (seed + n) % 255
    try:
        extract_article(write(bytes(data), tmp_path))
    except SourceError as error:
        assert "book.epub" in str(error)
