"""Article extraction on the test pages of other projects, beside trafilatura.

`python -m benchmarks.suites FOLDER...`, where a folder is a clone of mozilla/readability,
postlight/parser, kepano/defuddle, goose3/goose3 or AndyTheFactory/newspaper4k. With `--pages`
every page is printed. `--all-parts` switches on all parts of Earshot, for Readability's pages, and
compares with the whole text, beside trafilatura with its own defaults.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import mean

import trafilatura

from earshot.errors import EarshotError
from earshot.httpclient.raw_content import RawContent
from earshot.ingest import encoding
from earshot.ingest.html.dom import drop_element, parse_html, text_content
from earshot.ingest.metadata.headlines import casefold_words
from earshot.ingest.options import IngestOptions
from earshot.ingest.readers import html
from earshot.ingest.source import Origin

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]|\w+")
_ASSERTION = re.compile(
    r"""assert(?:\.equal)?\(\s*(title|author),\s*(?P<quote>['"`])(?P<text>.*?)(?<!\\)(?P=quote)\s*\)""",
    re.S,
)
_UNREAD = (
    "//figcaption | //script | //style | //pre | //table[not(.//p)] | //sup[.//a]"
    " | //ol[contains(@class, 'references')]"
)
"""What Earshot leaves out by default although it belongs to the article."""
_BLOCK_TAGS = "p div li h1 h2 h3 h4 h5 h6 br td th tr pre figcaption dt dd caption".split()
_ESCAPE = re.compile(r"\\(?:x|u)([0-9a-f]{2,4})", re.I)
_CREDIT_LABEL = re.compile(r"^By\s|View ORCID Profile|^\w{1,3}[：●]|\s\|\s\S+@\S+$|／\w+編集部$")
_MARKDOWN_LINK = re.compile(r"!\[[^\]]*\]\([^)]*\)|\[([^\]]*)\]\([^)]*\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A page and what its project expects of it. Empty fields are not compared."""

    name: str
    page: bytes
    url: str = ""
    text: str = ""
    whole_text: str = ""
    """The text with what Earshot leaves out by default, where that is known."""
    title: str = ""
    author: str = ""
    has_no_author: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The text that an extractor finds on a page."""

    text: str = ""
    title: str = ""
    authors: tuple[str, ...] = ()


def load_samples(folder: Path) -> Iterator[Sample]:
    """Every page of a project's tests that comes with an expectation."""
    yield from _load_readability(folder / "test/test-pages")
    yield from _load_postlight(folder)
    yield from _load_defuddle(folder / "tests")
    yield from _load_json(folder.glob("tests/data/content/*.json"))
    yield from _load_newspaper(folder / "tests/data")


def _load_readability(pages: Path) -> Iterator[Sample]:
    for folder in sorted(pages.glob("*/")):
        wanted = json.loads((folder / "expected-metadata.json").read_text("utf-8"))
        expected = (folder / "expected.html").read_text("utf-8")
        yield Sample(
            name=folder.name,
            page=(folder / "source.html").read_bytes(),
            text=_running_text(expected),
            whole_text=_running_text(expected, "//script | //style"),
            title=wanted.get("title") or "",
        )


def _load_postlight(folder: Path) -> Iterator[Sample]:
    for test in sorted(folder.glob("src/extractors/custom/*/index.test.js")):
        source = test.read_text("utf-8")
        page = re.search(r"fixtures/([\w.-]+\.html)", source)
        file = folder / "fixtures" / page[1] if page else test
        if not page or not file.is_file():
            continue
        wanted: dict[str, str] = {}
        for found in _ASSERTION.finditer(source):
            text = _ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), found["text"])
            wanted.setdefault(found[1], text.replace("\\", ""))
        url = re.search(r"https?://[^'\"`\s]+", source)
        yield Sample(
            name=test.parent.name,
            page=file.read_bytes(),
            url=url[0] if url else "",
            title=wanted.get("title", ""),
            author=wanted.get("author", ""),
            has_no_author=re.search(r"\(author, null\)", source) is not None,
        )


def _load_defuddle(folder: Path) -> Iterator[Sample]:
    for file in sorted(folder.glob("expected/*.md")):
        page = folder / "fixtures" / f"{file.stem}.html"
        if not page.is_file():
            continue
        head, _, body = file.read_text("utf-8").partition("\n```\n")
        wanted = json.loads(head.removeprefix("```json"))
        yield Sample(
            name=file.stem,
            page=page.read_bytes(),
            text=_MARKDOWN_LINK.sub(lambda found: found[1] or "", body),
            title=wanted.get("title") or "",
            author=wanted.get("author") or "",
        )


def _load_json(files: Iterable[Path]) -> Iterator[Sample]:
    for file in sorted(files):
        case = json.loads(file.read_text("utf-8"))
        page = file.with_suffix(".html")
        text = case["expected"].get("cleaned_text") or ""
        if page.is_file() and text:
            yield Sample(name=file.stem, page=page.read_bytes(), url=case.get("url", ""), text=text)


def _load_newspaper(folder: Path) -> Iterator[Sample]:
    for file in sorted(folder.glob("txt/*.txt")):
        page = folder / "html" / f"{file.stem}.html"
        if page.is_file():
            yield Sample(name=file.stem, page=page.read_bytes(), text=file.read_text("utf-8"))


def _running_text(page: str, unread: str = _UNREAD) -> str:
    root = parse_html(page, "expected.html")
    for element in root.xpath(unread):
        if element.getparent() is not None:
            drop_element(element)
    for element in root.iter(*_BLOCK_TAGS):
        element.tail = " " + (element.tail or "")
    return text_content(root)


def read_by_earshot(sample: Sample, options: IngestOptions | None = None) -> Reading:
    """Earshot's reading; empty where it refuses the page."""
    raw = RawContent(source=sample.name, data=sample.page, kind="html")
    try:
        article = html.read(
            encoding.decode_content(raw), Origin(f"{sample.name}.html", sample.url), options
        ).article()
    except EarshotError:
        return Reading()
    return Reading(
        text="\n".join(block.text for block in article.blocks),
        title=article.headline,
        authors=article.authors,
    )


def read_by_trafilatura(sample: Sample, *, defaults: bool = False) -> Reading:
    """The reading of trafilatura with the options that Earshot gives it, or its defaults."""
    raw = RawContent(source=sample.name, data=sample.page, kind="html")
    found = trafilatura.bare_extraction(
        encoding.decode_content(raw),
        url=sample.url or None,
        favor_precision=not defaults,
        include_comments=False,
        include_tables=defaults,
        with_metadata=True,
    )
    text, title, author = (getattr(found, name, "") or "" for name in ("text", "title", "author"))
    return Reading(text=text, title=title, authors=tuple(filter(None, author.split("; "))))


def score_text(wanted: str, read: str) -> tuple[float, float]:
    """Precision and recall by words."""
    expected, found = _count_words(wanted), _count_words(read)
    shared = (expected & found).total()
    return shared / max(1, found.total()), shared / max(1, expected.total())


def compare_all_parts(samples: list[Sample]) -> None:
    """Compare with the whole texts, as one sum of words."""
    everything = IngestOptions(captions=True, notes=True, code=True, long_tables=True)
    readers: dict[str, Callable[[Sample], Reading]] = {
        "earshot": partial(read_by_earshot, options=everything),
        "trafilatura": partial(read_by_trafilatura, defaults=True),
    }
    for name, read in readers.items():
        pairs = [(_count_words(each.whole_text), _count_words(read(each).text)) for each in samples]
        shared = sum((wanted & found).total() for wanted, found in pairs)
        precision = shared / sum(found.total() for _, found in pairs)
        recall = shared / sum(wanted.total() for wanted, _ in pairs)
        f1 = 2 * precision * recall / (precision + recall)
        print(f"{len(samples)} pages {name:12} F {f1:.4f} P {precision:.4f} R {recall:.4f}")


def _count_words(text: str) -> Counter[str]:
    return Counter(_WORD.findall(text.casefold()))


def main(arguments: list[str]) -> None:
    shows_pages = "--pages" in arguments
    for folder in (Path(each) for each in arguments if not each.startswith("--")):
        if "--all-parts" in arguments:
            compare_all_parts([each for each in load_samples(folder) if each.whole_text])
            continue
        samples = list(load_samples(folder))
        for name, read in (("earshot", read_by_earshot), ("trafilatura", read_by_trafilatura)):
            readings = [read(sample) for sample in samples]
            pairs = list(zip(samples, readings, strict=True))
            print(f"{folder.name:28} {name:12} {_summarize(pairs)}")
            if shows_pages:
                for sample, reading in pairs:
                    print(json.dumps(_page_row(sample, reading, name), ensure_ascii=False))


def _summarize(pairs: list[tuple[Sample, Reading]]) -> str:
    scores = [score_text(each.text, reading.text) for each, reading in pairs if each.text]
    parts = []
    if scores:
        f1 = [2 * p * r / (p + r) if p + r else 0.0 for p, r in scores]
        precision, recall = (mean(column) for column in zip(*scores, strict=True))
        parts.append(f"{len(scores)} pages: F {mean(f1):.3f} P {precision:.3f} R {recall:.3f}")
    titled = [pair for pair in pairs if pair[0].title]
    parts.append(f"titles {sum(_is_title_right(*pair) for pair in titled)} of {len(titled)}")
    signed = [pair for pair in pairs if pair[0].author or pair[0].has_no_author]
    parts.append(f"authors {sum(_is_author_right(*pair) for pair in signed)} of {len(signed)}")
    return ", ".join(parts)


def _is_title_right(sample: Sample, reading: Reading) -> bool:
    return casefold_words(sample.title) == casefold_words(reading.title)


def _is_author_right(sample: Sample, reading: Reading) -> bool:
    """Whether the names are those expected, without the label or address around them."""
    if sample.has_no_author:
        return not reading.authors
    expected = _CREDIT_LABEL.sub("", sample.author)
    forms = (sample.author, expected, re.sub(r"\band\b", "", expected))
    return casefold_words(" ".join(reading.authors)) in map(casefold_words, forms)


def _page_row(sample: Sample, reading: Reading, name: str) -> dict[str, object]:
    precision, recall = score_text(sample.text, reading.text)
    return {
        "by": name,
        "page": sample.name,
        "precision": round(precision, 3),
        "recall": round(recall, 3),
        "title": reading.title,
        "wanted_title": sample.title,
        "authors": reading.authors,
        "wanted_author": sample.author,
    }


if __name__ == "__main__":
    main(sys.argv[1:])
