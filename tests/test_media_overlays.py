"""EPUB books with media overlays."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from command_line import CommandResult, run_earshot
from recordings import ARTICLE, make_narration, make_words
from serving import story_markdown

from earshot.errors import Unwritable
from earshot.model import HEADLINE, INTRO, Article, Block, Cue, Script, Timeline, Timing, Utterance
from earshot.pipeline import extract_article
from earshot.publish.book_identity import read_identifier
from earshot.publish.book_output import save_book
from earshot.publish.epub import BookChapter, BookMetadata, write_book
from earshot.publish.media_overlays import build_elements, split_fragments

EPUBCHECK = Path("/usr/share/java/epubcheck.jar")
XHTML, SMIL = "{http://www.w3.org/1999/xhtml}", "{http://www.w3.org/ns/SMIL}"
HOSTILE = Article(
    headline="<b>Tea</b> & “scones” ]]>",
    blocks=(
        Block(kind="quote", text="“Stay.” “No!” she said (twice). Then\x0b she left."),
        Block(kind="item", text="milk;"),
        Block(kind="item", text="two scones…"),
        Block(kind="heading", text="العربية"),
        Block(kind="note", text="A correction: it was coffee."),
    ),
    authors=("A & B",),
    language="ar",
)


def make_timeline(script: Script) -> Timeline:
    """One second for each word."""
    at, timings, cues = 0, [], []
    for utterance in script.utterances:
        start = at
        for word in utterance.words:
            timings.append(Timing(word=word, start=at, end=at + 1_000))
            at += 1_000
        cues.append(Cue(utterance=utterance, start=start, end=at))
    return Timeline(rate=1_000, duration=at, timings=tuple(timings), cues=tuple(cues), chapters=())


def split_article(article: Article) -> Script:
    """A script with a sentence for each block, and two for the first."""
    first = article.blocks[0].text
    middle = first.index("Then")
    parts = [(HEADLINE, 0, None), (0, 0, middle), (0, middle, None)]
    parts += [(number, 0, None) for number in range(1, len(article.blocks))]
    utterances = [
        Utterance(words=make_words(article.text_of(block), block, start, stop))
        for block, start, stop in parts
    ]
    intro = Utterance(words=make_words("By A & B.", INTRO))
    return Script(article=article, utterances=(intro, *utterances))


def read_xml(book: Path, name: str) -> ET.Element:
    with zipfile.ZipFile(book) as archive:
        return ET.fromstring(archive.read(f"EPUB/{name}"))


def write_hostile_book(tmp_path: Path) -> Path:
    script = split_article(HOSTILE)
    recording = tmp_path / "bridge.epub"
    save_book([make_narration()], recording)
    with zipfile.ZipFile(recording) as archive:
        (tmp_path / "a.mp3").write_bytes(archive.read("EPUB/chapter-1.mp3"))
    chapter = BookChapter(
        script=script,
        timeline=make_timeline(script),
        voice="test:hum",
        audio=tmp_path / "a.mp3",
    )
    path = tmp_path / "hostile.epub"
    metadata = BookMetadata(title="Morning & <evening>", modified=datetime(2026, 1, 2, tzinfo=UTC))
    write_book(path, [chapter, chapter], metadata)
    return path


def test_every_sentence_of_a_book_has_its_place_in_the_recording(tmp_path: Path) -> None:
    book = save_book([make_narration()], tmp_path / "bridge.epub")
    text = read_xml(book.path, "chapter-1.xhtml")
    spans = {each.attrib["id"]: "".join(each.itertext()) for each in text.iter(f"{XHTML}span")}
    pars = list(read_xml(book.path, "chapter-1.smil").iter(f"{SMIL}par"))
    targets = [par[0].attrib["src"].partition("#")[2] for par in pars]
    assert [spans[target] for target in targets] == [
        "Harbour bridge reopens",
        "By Ann Lee and Bo Ek.",
        "“It held,” said María Ek — the engineer (67) in charge.",
        "What it cost",
        "About $3 million & a winter.",
        "Nobody <b>minded</b>.",
    ]
    begins = [par[1].attrib["clipBegin"] for par in pars]
    ends = [par[1].attrib["clipEnd"] for par in pars]
    assert begins == ["00:00:00.000", *ends[:-1]]
    minutes, seconds = map(float, ends[-1].split(":")[1:])
    assert abs(60 * minutes + seconds - book.duration) < 0.001


def test_marks_belong_to_the_sentence_that_they_open_or_close() -> None:
    script = split_article(HOSTILE)
    elements = list(build_elements(HOSTILE, split_fragments(make_timeline(script))))
    assert [each.kind for each in elements] == [
        *("intro", "headline", "quote", "item", "item", "heading", "note")
    ]
    quote = elements[2].text.replace("</span>", "|").replace("\x0b", "")
    assert quote.endswith('(twice).| <span id="s3">Then she left.|')
    unmarked = [str(each.text.striptags()) for each in elements[1:]]
    texts = [HOSTILE.headline, *(block.text for block in HOSTILE.blocks)]
    assert [" ".join(text.split()) for text in unmarked] == [" ".join(t.split()) for t in texts]


def test_epubcheck_finds_nothing_in_a_book_of_hostile_text(tmp_path: Path) -> None:
    java = shutil.which("java")
    if not EPUBCHECK.exists() or not java:
        pytest.skip("left out: there is no epubcheck on this machine (apt-get install epubcheck)")
    command = [java, "-jar", str(EPUBCHECK), str(write_hostile_book(tmp_path))]
    run = subprocess.run(command, capture_output=True, text=True, timeout=500)
    assert "0 fatals / 0 errors / 0 warnings" in run.stdout, run.stdout + run.stderr


def test_a_reader_of_books_finds_the_text_of_the_article(tmp_path: Path) -> None:
    book = save_book([make_narration()], tmp_path / "bridge.epub").path
    article = extract_article(str(book))
    assert article.headline == ARTICLE.headline
    texts = [block.text for block in article.blocks]
    assert [block.text for block in ARTICLE.blocks if block.text in texts] == [
        block.text for block in ARTICLE.blocks
    ]


def test_a_corrected_article_is_the_same_book(tmp_path: Path) -> None:
    first = save_book([make_narration()], tmp_path / "a.epub").path
    corrected = replace(ARTICLE, headline="Harbour bridge reopens at last")
    second = save_book([make_narration(corrected)], tmp_path / "b.epub").path
    assert read_identifier(first) == read_identifier(second) != ""
    assert read_identifier(tmp_path / "none.epub") == ""


def test_a_book_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Unwritable):
        save_book([make_narration()], tmp_path / "file" / "a.epub")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def earshot_narrate(*arguments: str | Path) -> CommandResult:
    return run_earshot("narrate", "--voice", "silent:reader", *arguments)


def test_narrate_writes_several_sources_as_one_book(tmp_path: Path) -> None:
    for name in ("ferry", "bridge"):
        (tmp_path / f"{name}.md").write_text(story_markdown(f"The {name} returns"))
    sources = [tmp_path / "ferry.md", tmp_path / "none.md", tmp_path / "bridge.md"]
    archive = tmp_path / "done.txt"
    run = earshot_narrate(*sources, "-o", tmp_path / "Morning.epub", "--archive", archive)
    assert run.returncode == 1  # a source does not exist; the book has the others
    assert "none.md" in run.stderr
    assert run.stdout.startswith(f"{tmp_path / 'Morning.epub'}\n")
    package = read_xml(tmp_path / "Morning.epub", "package.opf")
    titles = [each.text for each in package.iter("{http://purl.org/dc/elements/1.1/}title")]
    assert titles == ["Morning"]
    chapters = read_xml(tmp_path / "Morning.epub", "nav.xhtml").iter(f"{XHTML}a")
    assert [each.text for each in chapters] == ["The ferry returns", "The bridge returns"]
    assert archive.read_text().split() == [str(sources[0]), str(sources[2])]


def test_narrate_never_replaces_the_book_of_another_article(tmp_path: Path) -> None:
    for name in ("a", "b"):
        text = story_markdown("Ferry returns", f"Story {name} is about the lake.")
        front = f"---\nurl: https://lake.example/{name}\n---\n"
        (tmp_path / f"{name}.md").write_text(front + text)
    for _ in range(2):
        run = earshot_narrate(
            tmp_path / "a.md", tmp_path / "b.md", "-o", tmp_path / "out", "--format", "epub", "-q"
        )
        assert run.returncode == 0, run.stderr
        names = sorted(path.name for path in (tmp_path / "out").iterdir())
        assert names == ["ferry-returns-2.epub", "ferry-returns.epub"]


def test_a_book_is_not_written_over_its_source_nor_into_a_pipe(tmp_path: Path) -> None:
    book = save_book([make_narration()], tmp_path / "bridge.epub").path
    before = book.read_bytes()
    assert "it is the source" in earshot_narrate(book, "-o", book).stderr
    assert book.read_bytes() == before
    run = earshot_narrate(book, "-o", "-", "--format", "epub")
    assert "standard output" in run.stderr
