"""The read-along page: one HTML file that plays the recording and lights each word as it is said.

It opens from disk and asks the network for nothing: style, script and times are in the page, and
so is the sound, up to `EMBEDDED_AT_MOST` bytes of it. A Content-Security-Policy in the page lets
nothing else run.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from unicodedata import category
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from earshot.files import atomic_write
from earshot.model import HEADLINE, Article, Script, Timeline
from earshot.publish.audio_file import get_media_type

MAX_EMBEDDED_BYTES = 30_000_000
"""Bytes of sound that a page carries itself; more stays in its own file beside the page."""

SPEEDS = (0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3)

RIGHT_TO_LEFT_LANGUAGES = frozenset(
    ["ar", "arc", "ckb", "dv", "fa", "he", "iw", "ks", "ps", "sd", "syr", "ug", "ur", "yi"]
)
RIGHT_TO_LEFT_SCRIPTS = frozenset(["adlm", "arab", "aran", "hebr", "nkoo", "syrc", "thaa"])

_OPENING = {"Ps", "Pi"}
"""Unicode categories of the brackets and quotes that belong to what follows them."""

_READ_BYTES = 3 * 2**18
"""Bytes; a multiple of 3, so that pieces of base64 join without padding between them."""


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` of a block, and the id of its element.

    Word n of the timings has the id `wn`, utterance n of the script `sn`. It is empty for the rest
    of an utterance that opened in an earlier block, and None where nothing is said.
    """

    start: int
    end: int
    id: str | None


@dataclass(frozen=True, slots=True)
class WordSpan:
    """A word of a block or the text between two; `id` as in `Span`."""

    text: str
    id: str | None


@dataclass(frozen=True, slots=True)
class SentenceSpan:
    """A sentence of a block or the text between two; `id` as in `Span`."""

    pieces: tuple[WordSpan, ...]
    id: str | None


Spans = Mapping[int, Sequence[Span]]
"""By block, in the order of its text."""


def write_page(
    target: Path, *, script: Script, timeline: Timeline, audio: Path, name: str = ""
) -> None:
    """Writes the read-along page of a recording whose finished sound is the file `audio`, which
    will lie beside the page under `name` (its own, by default).

    Raises Unwritable or DiskFull; then an older `target` stays as it was.
    """
    pieces = (
        environment()
        .get_template("readalong.html")
        .generate(
            page_context(script, timeline)
            | _code(sound_source="data:" if _is_embedded(audio) else "'self' file:")
            | {"times": _times(timeline, audio), "sound": _sound(audio, name or audio.name)}
        )
    )
    with (
        atomic_write(target) as aside,
        aside.open("w", encoding="utf-8", errors="xmlcharrefreplace", newline="\n") as page,
    ):
        page.writelines(pieces)


def direction(language: str) -> str:
    """`rtl` or `ltr`: how a BCP 47 language is written, by its script where the tag names one."""
    primary, *rest = language.lower().replace("_", "-").split("-")
    scripts = [subtag for subtag in rest if len(subtag) == 4 and subtag.isalpha()]
    if scripts:
        return "rtl" if scripts[0] in RIGHT_TO_LEFT_SCRIPTS else "ltr"
    return "rtl" if primary in RIGHT_TO_LEFT_LANGUAGES else "ltr"


def split_text(
    text: str, sentences: Sequence[Span], words: Sequence[Span]
) -> Iterator[SentenceSpan]:
    """The text cut into what lights up as it is said; joined, the pieces are the text again."""
    for sentence in _fill_gaps(0, len(text), _with_punctuation(text, sentences)):
        first = bisect_left(words, sentence.start, key=lambda word: word.start)
        last = bisect_left(words, sentence.end, key=lambda word: word.start)
        cuts = _fill_gaps(sentence.start, sentence.end, words[first:last])
        yield SentenceSpan(
            tuple(WordSpan(text[cut.start : cut.end], cut.id) for cut in cuts), sentence.id
        )


def _fill_gaps(start: int, end: int, spans: Iterable[Span]) -> Iterator[Span]:
    """The spans, and nameless ones between them; one that overlaps an earlier one is left out."""
    at = start
    for span in spans:
        if span.start < at or span.end > end:
            continue
        if at < span.start:
            yield Span(at, span.start, None)
        yield span
        at = span.end
    if at < end:
        yield Span(at, end, None)


def _with_punctuation(text: str, sentences: Sequence[Span]) -> Iterator[Span]:
    """The sentences from first to last word, grown over the quotes and stops that touch them."""
    ceilings = [*(sentence.start for sentence in sentences), len(text)][1:]
    floor = 0
    for sentence, ceiling in zip(sentences, ceilings, strict=False):
        start, end = sentence.start, sentence.end
        while start > floor and not text[start - 1].isspace():
            start -= 1
        while end < ceiling and not text[end].isspace() and category(text[end]) not in _OPENING:
            end += 1
        yield Span(start, end, sentence.id)
        floor = end


def _words(timeline: Timeline) -> Spans:
    placed: dict[int, list[Span]] = defaultdict(list)
    for number, timing in enumerate(timeline.timings):
        word = timing.word
        placed[word.block].append(Span(word.start, word.end, f"w{number}"))
    return _in_order(placed)


def _sentences(script: Script) -> Spans:
    placed: dict[int, list[Span]] = defaultdict(list)
    for number, utterance in enumerate(script.utterances):
        for block, words in groupby(utterance.words, key=lambda word: word.block):
            ends = [(word.start, word.end) for word in words]
            name = f"s{number}" if block == utterance.block else ""
            placed[block].append(Span(ends[0][0], ends[-1][1], name))
    return _in_order(placed)


def _in_order(placed: Mapping[int, list[Span]]) -> Spans:
    return {block: sorted(spans, key=lambda span: span.start) for block, spans in placed.items()}


def page_context(script: Script, timeline: Timeline) -> dict[str, object]:
    """What the page shows, by its name in the template."""
    article, sentences, words = script.article, _sentences(script), _words(timeline)

    def mark_block(block: int) -> list[SentenceSpan]:
        spans = (found.get(block, ()) for found in (sentences, words))
        return list(split_text(article.text_of(block), *spans))

    return {
        "article": article,
        "direction": direction(article.language),
        "source": _web_address(article.url),
        "minutes": max(1, round(timeline.ms(timeline.duration) / 60_000)),
        "speeds": SPEEDS,
        "headline": mark_block(HEADLINE),
        "parts": _parts(article, mark_block),
        "chapters": [(timeline.ms(chapter.start), chapter.title) for chapter in timeline.chapters],
    }


def _parts(
    article: Article, mark_block: Callable[[int], list[SentenceSpan]]
) -> Iterator[tuple[str, Sequence[object]]]:
    """Neighbours of one kind together, so that the items of a list share it: (id, text) of each,
    and the pictures in their places."""
    shown = [each for each in article.images if _web_address(each.url)]
    at = sorted({0, len(article.blocks), *(each.block for each in shown)})
    for start, end in zip(at, [*at[1:], len(article.blocks)], strict=True):
        if pictures := [each for each in shown if each.block == start]:
            yield "picture", pictures
        numbered = enumerate(article.blocks[start:end], start)
        for kind, neighbours in groupby(numbered, key=lambda pair: pair[1].kind):
            yield kind, [(f"b{number}", mark_block(number)) for number, _ in neighbours]


def _web_address(url: str) -> str:
    """The address if it is one that a reader may be sent to, else nothing."""
    return url if url.lower().startswith(("https://", "http://")) else ""


def _times(timeline: Timeline, audio: Path) -> dict[str, object]:
    """`Timings` of player/src/time.js, and a digest that identifies the recording."""
    with audio.open("rb") as sound:
        digest = hashlib.file_digest(sound, "sha256").hexdigest()
    return {
        **timeline_json(timeline),
        "recording": digest[:16],
    }


def timeline_json(timeline: Timeline) -> dict[str, object]:
    """Every word's start and end, and the end of all: ms of the recording."""
    return {
        "starts": [timeline.ms(timing.start) for timing in timeline.timings],
        "ends": [timeline.ms(timing.end) for timing in timeline.timings],
        "duration": timeline.ms(timeline.duration),
    }


def _is_embedded(audio: Path) -> bool:
    return audio.stat().st_size <= MAX_EMBEDDED_BYTES


def _sound(audio: Path, name: str) -> Iterator[str]:
    """The address of the sound in pieces: `data:` with all of it, or the name of its file."""
    if not _is_embedded(audio):
        yield f"./{quote(name)}"
        return
    yield f"data:{get_media_type(audio)};base64,"
    with audio.open("rb") as sound:
        while piece := sound.read(_READ_BYTES):
            yield b64encode(piece).decode("ascii")


def _code(*, sound_source: str) -> dict[str, object]:
    """Style and script of the page, and the policy that lets nothing but them run."""
    web = files("earshot").joinpath("web")
    style = web.joinpath("readalong.css").read_text("utf-8")
    behaviour = web.joinpath("dist/read-along.js").read_text("utf-8")
    policy = (
        f"default-src 'none'; style-src {_source_of(style)}; script-src {_source_of(behaviour)}; "
        f"media-src {sound_source}; img-src data:; base-uri 'none'; form-action 'none'"
    )
    return {"style": Markup(style), "behaviour": Markup(behaviour), "policy": policy}


def _source_of(code: str) -> str:
    """The CSP source expression that allows exactly this text inline (CSP Level 3, 2.3.1)."""
    return f"'sha256-{b64encode(hashlib.sha256(code.encode()).digest()).decode()}'"


def environment() -> Environment:
    """The templates of `web/`: whatever they are given is escaped."""
    made = Environment(
        loader=PackageLoader("earshot", "web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.policies["json.dumps_kwargs"] = {"separators": (",", ":")}
    return made
