"""Sources: paths, standard input, compressed files, and rejected ones."""

from __future__ import annotations

import gzip
import io
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from earshot import ingest
from earshot.errors import (
    ForbiddenAddress,
    NoArticle,
    SourceNotFound,
    SourceUnreadable,
    TooLarge,
    UnsupportedContent,
)

STORY = """<!DOCTYPE html><html lang="en"><head><title>Ferry returns</title></head><body><article>
<h1>Ferry returns</h1>
<p>The ferry came back on Monday, a long day for everyone on the island who had waited for it.</p>
<p>It carried forty passengers, two horses and the mail of eleven weeks, its master said.</p>
<p>The next crossing is on Thursday, if the wind allows it, and tickets are sold at the pier.</p>
</article></body></html>"""
EXAMPLE = Path(__file__).parents[1] / "examples" / "harbour.html"


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "story.html"
    path.write_text(STORY, encoding="utf-8")
    return path


def test_a_page_becomes_its_story(story: Path) -> None:
    article = ingest.read_article(str(story))
    assert article.headline == "Ferry returns"
    assert [block.kind for block in article.blocks] == ["paragraph"] * 3
    assert article.blocks[0].text.startswith("The ferry came back on Monday")


def test_our_example_is_read_without_anything_around_it() -> None:
    article = ingest.read_article(str(EXAMPLE))
    assert article.headline == "Harbour wall reopens 14 months after the storm"
    assert article.authors == ("Aoife Brennan", "Tomáš Havel")
    assert article.published == datetime(2026, 3, 14, 6, 30, tzinfo=UTC)
    assert (article.language, article.site) == ("en-GB", "The Skerrow Courier")
    assert article.image == "https://courier.example/pictures/harbour-wall.jpg"
    kinds = [block.kind for block in article.blocks]
    assert [kinds.count(k) for k in ("heading", "paragraph", "quote", "item")] == [2, 10, 1, 3]
    spoken = article.text_of(0) + " ".join(block.text for block in article.blocks)
    for unspeakable in ("Photo:", "newsletter", "Read more", "Share", "contributed", "©", "Diary"):
        assert unspeakable not in spoken


def test_a_packed_page_is_the_same_page(story: Path, tmp_path: Path) -> None:
    packed = tmp_path / "story.html.gz"
    packed.write_bytes(gzip.compress(story.read_bytes()))
    assert ingest.read_article(str(packed)) == ingest.read_article(str(story))


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        (STORY, "paragraph"),
        ("# Ferry returns\n\n- mail\n- horses\n", "item"),
        ("Ferry returns\n\nIt came on Monday.", "paragraph"),
    ],
)
def test_standard_input_is_known_by_its_look(
    written: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(written.encode()), encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", stdin)
    article = ingest.read_article("-")
    assert article.headline == "Ferry returns"
    assert {block.kind for block in article.blocks} == {kind}


def test_the_language_asked_for_overrules_the_page(story: Path) -> None:
    assert ingest.read_article(str(story)).language == "en-US"
    assert ingest.read_article(str(story), url="https://courier.co.uk/a").language == "en-GB"
    assert ingest.read_article(str(story), language="en_au").language == "en-AU"


@pytest.mark.parametrize("source", ["http://127.0.0.1/story", "HTTPS://[::1]/"])
def test_a_url_is_fetched_through_the_safe_client(source: str) -> None:
    with pytest.raises(ForbiddenAddress):
        ingest.read_article(source)


def test_a_missing_file_is_not_found() -> None:
    with pytest.raises(SourceNotFound, match="no such file"):
        ingest.read_article("no-such-story.html")


def test_a_folder_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(SourceUnreadable, match="directory"):
        ingest.read_article(str(tmp_path))


def test_a_name_no_file_can_have_is_unreadable() -> None:
    with pytest.raises(SourceUnreadable):
        ingest.read_article("story\0.html")


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "a PNG picture"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "a JPEG picture"),
        (b"PK\x03\x04\x14\x00\x00\x00", "a ZIP archive"),
        (
            b"PK\x03\x04\x14\x00\x00\x00mimetypeapplication/vnd.oasis.opendocument.text",
            "an OpenDocument file",
        ),
        (b"PK\x03\x04\x14\x00\x00\x00Index/Document.iwa", "a Pages, Numbers or Keynote document"),
        (b"The Night Ferry".ljust(60, b"\0") + b"BOOKMOBI", "a Kindle book"),
        (b"\x7fELF\x02\x01\x01\x00", "a program"),
        (b"words \x00\x01\x02 and noughts", "binary data"),
    ],
)
def test_content_that_is_not_text_is_named(content: bytes, found: str, tmp_path: Path) -> None:
    path = tmp_path / "story.html"
    path.write_bytes(content)
    with pytest.raises(UnsupportedContent) as caught:
        ingest.read_article(str(path))
    assert caught.value.__dict__["found"] == found


@pytest.mark.parametrize("opening", ["BMW sold more cars in May.", "MZ is a make of motorcycles."])
def test_a_text_may_open_with_the_letters_of_a_signature(opening: str, tmp_path: Path) -> None:
    path = tmp_path / "story.txt"
    path.write_text(opening, encoding="utf-8")
    assert ingest.read_article(str(path)).blocks[0].text == opening


def test_fifty_megabytes_are_too_large_before_they_are_parsed(tmp_path: Path) -> None:
    path = tmp_path / "huge.html"
    path.write_bytes(b"<p>word</p>" * 5_000_000)
    with pytest.raises(TooLarge, match="20 MB"):
        ingest.read_article(str(path))


def test_a_packed_bomb_is_not_blown_up(tmp_path: Path) -> None:
    path = tmp_path / "bomb.html.gz"
    path.write_bytes(gzip.compress(bytes(60_000_000), 9))
    assert path.stat().st_size < 100_000
    with pytest.raises(TooLarge):
        ingest.read_article(str(path))


def test_damaged_packing_is_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "story.html.gz"
    path.write_bytes(gzip.compress(STORY.encode())[:80])
    with pytest.raises(SourceUnreadable, match="damaged"):
        ingest.read_article(str(path))


@pytest.mark.parametrize("content", ["", "   \n", "<html></html>", "<!doctype html><p></p>"])
def test_an_empty_source_holds_no_article(content: str, tmp_path: Path) -> None:
    for name in ("empty.html", "empty.txt", "empty.md"):
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        if name.endswith("html") or not content.strip():
            with pytest.raises(NoArticle):
                ingest.read_article(str(path))


@pytest.mark.parametrize(
    ("encoding", "label"),
    [
        ("utf-8", "utf-8"),
        ("utf-8", "iso-8859-1"),
        ("utf-8-sig", ""),
        ("utf-16", ""),
        ("cp1252", "iso-8859-1"),
        ("cp1252", "windows-1252"),
        ("shift_jis", "shift_jis"),
    ],
)
def test_letters_survive_their_encoding(encoding: str, label: str, tmp_path: Path) -> None:
    name = "横浜" if encoding == "shift_jis" else "Zoë Ångström"
    page = STORY.replace("<title>", f'<meta charset="{label}"><title>').replace("Monday", name)
    path = tmp_path / "story.html"
    path.write_bytes(page.encode(encoding))
    assert name in ingest.read_article(str(path)).blocks[0].text


@pytest.mark.parametrize("label", ["rot13", "idna", "unicode_escape", "base64", "nonsense"])
def test_an_untrusted_label_cannot_select_a_codec_that_is_not_a_charset(
    label: str, tmp_path: Path
) -> None:
    path = tmp_path / "story.html"
    path.write_bytes(STORY.replace("<title>", f'<meta charset="{label}"><title>').encode())
    assert "ferry" in ingest.read_article(str(path)).blocks[0].text


def test_importing_ingest_loads_no_heavy_module() -> None:
    code = (
        "import sys, earshot.ingest; "
        "print([m for m in ('trafilatura', 'httpx', 'py3langid', 'lxml') if m in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert answer.stdout.strip() == b"[]"
