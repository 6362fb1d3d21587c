"""Sentence segmentation.

Every mark that could end a sentence is a `BoundarySite`. The guards of `sentence_boundaries` decide
known cases: abbreviations, initials, times of day, quotations. For the other sites in English,
nupunkt decides, a model trained on legal texts and news.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import nupunkt

from earshot.script.sentence_boundaries import BoundarySite, ends_at, select_guards

Span = tuple[int, int]

_OPENING_MARKS = "\"'“‘«„”»([{¿¡"
_STOP_PATTERN = (
    r"(?:[{marks}](?<![{marks}].)[{marks}]*(?:[ \u00a0]\.)*)"
    r"(?P<close>[\"'”’»“‘)\]}]*(?:[ \u00a0\u202f]»)?)"
    r"(?:\[[0-9a-z]{1,3}\]|[⁰¹²³⁴-⁹*†‡])*(?=\s)"
)
_STOP = re.compile(_STOP_PATTERN.replace("{marks}", ".!?…؟।"))
_GREEK_STOP = re.compile(_STOP_PATTERN.replace("{marks}", ".!?…;\u037e"))
"""In Greek a semicolon is the question mark."""
_FULL_WIDTH_STOP = re.compile(r"(?<![。！？｡])[。！？｡]+[」』”’）]*")
_LINE_BREAK = re.compile(
    r"\n\s*\n"  # an empty line
    r"|\n(?=[ \t]*[^\W\d_a-zß-öø-ÿ])"  # a line that opens with a capital
    r"|(?:(?<=\n)|(?<=\A))[^\n]{1,40}(?<=[^\s,])\n"  # a short line that was not wrapped
)
_LAST_TOKEN = re.compile(r"\S{1,40}\Z")
_NEXT_WORD = re.compile(
    r"\s*(?P<open>[\"'“‘«„”»(\[{¿¡*•\-–—\u2600-\u27bf\U0001f000-\U0001faff\ufe0f]*(?:\.{3}|…)?)"
    r"\s?(?P<word>\w[\w'’]{0,40})?(?P<dot>\.?)"
)
_ENUMERATOR = re.compile(
    r"(?:(?<=\s)|(?<=\A))[⁃•*\-]?(?P<style>\d{1,2}\.?\)|\d{1,2}\.|\([A-Za-z]\)|[a-h]\)|[ivx]{1,4}\))(?=\s+[A-Z])"
)
_DOUBLE_QUOTE = re.compile('["“”]')
_MAX_CONTEXT_CHARS = 80
"""Characters of context on each side of a site. The limit keeps segmentation linear."""


def split_sentences(text: str, language: str = "en-US") -> list[str]:
    """The sentences of `text`, in order, without the white space between them."""
    return [text[start:end] for start, end in sentence_spans(text, language)]


def sentence_spans(text: str, language: str = "en-US") -> list[Span]:
    """Start and end offset of each sentence of `text`, without surrounding white space."""
    cuts = [0, *_find_cuts(text, language), len(text)]
    spans = (_trim(text, start, end) for start, end in pairwise(cuts))
    return [(start, end) for start, end in spans if start < end]


def _trim(text: str, start: int, end: int) -> Span:
    part = text[start:end]
    return end - len(part.lstrip()) if part.strip() else end, start + len(part.rstrip())


def _find_cuts(text: str, language: str) -> list[int]:
    english = language.split("-")[0] == "en"
    cuts = {m.end() for m in _LINE_BREAK.finditer(text)} if "\n" in text else set()
    if not text.isascii():
        cuts |= {m.end() for m in _FULL_WIDTH_STOP.finditer(text)}
    nupunkt_ends = frozenset(_nupunkt_ends(text)) if english and ". " in text else frozenset()
    guards = select_guards(language)
    marks = _DOUBLE_QUOTE.finditer(text)
    depth, mark, sentence_start = 0, next(marks, None), 0
    for m in (_GREEK_STOP if language.split("-")[0] == "el" else _STOP).finditer(text):
        while mark and mark.start() < m.start():
            depth, mark = _quote_depth(depth, mark[0]), next(marks, None)
        site = _make_site(text, m, sentence_start, depth)
        if ends_at(site, guards, m.start() in nupunkt_ends or not english):
            cuts.add(m.end())
            sentence_start = m.end()
    numbers = _find_list_numbers(text)
    return sorted((cuts - {m.end() for m in numbers}) | {m.start() for m in numbers[1:]})


def _quote_depth(depth: int, mark: str) -> int:
    return {"“": 1, "”": 0}.get(mark, 1 - depth)


def _nupunkt_ends(text: str) -> Iterator[int]:
    """The offset of the last stop of each sentence that nupunkt finds."""
    for _, end in nupunkt.sent_spans(text):
        stop = (
            len(text[:end].rstrip().rstrip("\"'”’»)]}"))
            if end <= _MAX_CONTEXT_CHARS
            else _find_stop_before(text, end)
        )
        yield len(text[max(0, stop - 8) : stop].rstrip(".!?…")) + max(0, stop - 8)


def _find_stop_before(text: str, end: int) -> int:
    tail = text[end - _MAX_CONTEXT_CHARS : end]
    return end - len(tail) + len(tail.rstrip().rstrip("\"'”’»)]}"))


def _make_site(text: str, m: re.Match[str], sentence_start: int, depth: int) -> BoundarySite:
    stop = m.start("close")
    left = text[max(sentence_start, stop - _MAX_CONTEXT_CHARS) : stop]
    last = _LAST_TOKEN.search(left)
    after = text[m.end() : m.end() + _MAX_CONTEXT_CHARS]
    following = _NEXT_WORD.match(after)
    return BoundarySite(
        token=(last[0] if last else "").lstrip(_OPENING_MARKS),
        close=m["close"],
        open=following["open"] if following else "",
        word=(following["word"] or "") if following else "",
        before=left.lstrip(" \"'“‘("),
        after=after,
        is_quoted=bool(depth),
        is_whole=stop - sentence_start <= _MAX_CONTEXT_CHARS,
    )


def _find_list_numbers(text: str) -> list[re.Match[str]]:
    """'1.) One 2.) Two': find more list numbers if the text opens with one."""
    opens = _ENUMERATOR.match(text, len(text) - len(text.lstrip()))
    return list(_ENUMERATOR.finditer(text)) if opens else []
