"""Text normalization: written form → spoken form, word by word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from earshot.model import Word
from earshot.script.normalize.classes import ENGLISH_CLASSES
from earshot.script.normalize.footnote_marks import merge_silent
from earshot.script.normalize.languages import classes_of, with_elision
from earshot.script.normalize.matching import (
    ClassIndex,
    Verbalization,
    match_classes,
    plain_copy,
)
from earshot.script.normalize.mathematics import SUPERSCRIPTS
from earshot.script.normalize.plain_words import SLASHED_LIST, trim_span, verbalize_plain_words
from earshot.script.normalize.plugins import find_plugin_verbalizations
from earshot.script.phrase_breaks import add_phrase_breaks

_SENTENCE_FINAL = re.compile(r"[.?!…。？！؟।]")
_BOUNDARIES_BY_STRENGTH = ("?", "!", ".", "…", ":", ";", ",")
_EQUIVALENT_MARKS = str.maketrans("。？！؟।、，；：،—–", ".?!?.,,;:,,,")
_CLOSING_QUOTES = frozenset("\"'”’»“‘")
_BRITISH_LANGUAGES = frozenset(("en-GB", "en-IE", "en-AU", "en-NZ", "en-ZA", "en-IN"))
_BRACKET = re.compile(r"\s[(]|[)](?=\s|\Z)")
"""Brackets around a parenthesis, which is set off by pauses."""
_LONG_BRACKET = re.compile(r"\[[^\[\]\s]{1,40}(?:\s[^\[\]\s]{1,40}){2,30}\]")
_ELLIPSIS = re.compile(r"…|\.\s?\.")


def verbalize_sentence(
    text: str,
    block: int,
    span: tuple[int, int] | None = None,
    language: str = "en-US",
    protected_spans: Sequence[tuple[int, int]] = (),
) -> tuple[Word, ...]:
    """The words of one sentence, `text[span[0]:span[1]]`, with offsets into `text`.

    Every letter and digit belongs to exactly one word. The last word has the final boundary. Each
    protected span inside the sentence is one word.
    """
    start, end = span or (0, len(text))
    sentence = text[start:end]
    inside = [
        (first - start, last - start)
        for first, last in protected_spans
        if start <= first < last <= end
    ]
    verbalizations = list(iter_verbalizations(sentence, language, inside))
    if not verbalizations:
        return ()
    boundaries = _list_boundaries(sentence, verbalizations, language)
    result = [
        Word(
            text=sentence[each.start : each.end],
            spoken=each.spoken,
            block=block,
            start=start + each.start,
            boundary=boundary,
        )
        for each, boundary in zip(verbalizations, boundaries, strict=True)
    ]
    return tuple(add_phrase_breaks(result) if language.split("-")[0] == "en" else result)


def iter_verbalizations(
    sentence: str, language: str = "en-US", protected_spans: Sequence[tuple[int, int]] = ()
) -> Iterator[Verbalization]:
    """The verbalizations of a sentence, in text order."""
    return merge_silent(_iter_pieces(sentence, language, protected_spans))


def _iter_pieces(
    sentence: str, language: str, protected_spans: Sequence[tuple[int, int]]
) -> Iterator[Verbalization]:
    at, english = 0, language.split("-")[0] == "en"
    index = _index_classes(language)
    fixed = [
        each for span in protected_spans if (each := _verbalize_protected(sentence, span, language))
    ]
    fixed += find_plugin_verbalizations(sentence, language, protected_spans)
    if index.classes or fixed:
        for verbalization in match_classes(
            plain_copy(sentence), index, language in _BRITISH_LANGUAGES, fixed
        ):
            if not english and verbalization not in fixed:
                verbalization = with_elision(sentence, at, verbalization)
            yield from verbalize_plain_words(sentence, at, verbalization.start, language)
            yield verbalization
            at = verbalization.end
    yield from verbalize_plain_words(sentence, at, len(sentence), language)


@lru_cache(maxsize=64)
def _index_classes(language: str) -> ClassIndex:
    is_english = language.split("-")[0] == "en"
    return ClassIndex(ENGLISH_CLASSES if is_english else classes_of(language))


def _verbalize_protected(
    sentence: str, span: tuple[int, int], language: str
) -> Verbalization | None:
    """A span as one word, without the punctuation around it; None if nothing is spoken."""
    start, end = trim_span(sentence, *span)
    text = "".join(
        str(unicodedata.digit(c)) if c in SUPERSCRIPTS else c for c in sentence[start:end]
    )
    spoken = " ".join(each.spoken for each in iter_verbalizations(text, language))
    return Verbalization(start, end, spoken) if spoken else None


def _set_off_lists(sentence: str) -> str:
    """Replace square brackets around three words or more by round ones, and the slashes of a list
    by commas. The length stays the same."""
    if "[" in sentence:
        sentence = _LONG_BRACKET.sub(lambda m: f"({m[0][1:-1]})", sentence)
    if "/" in sentence:
        sentence = SLASHED_LIST.sub(lambda m: m[0].replace("/", ","), sentence)
    return sentence


def _list_boundaries(
    sentence: str, verbalizations: Sequence[Verbalization], language: str
) -> list[str]:
    """The boundary after each word."""
    marks = _set_off_lists(sentence)
    boundaries = [
        ""
        if (gap := marks[each.end : following.start]) == " "  # almost always
        else _boundary_of_item(gap, each, sentence) or _boundary(gap, each.spoken)
        for each, following in pairwise(verbalizations)
    ]
    return [*boundaries, _final_boundary(sentence[verbalizations[-1].start :], language)]


def _boundary_of_item(gap: str, verbalization: Verbalization, sentence: str) -> str:
    """A comma after the number of an item of a list: "1. Wash it"."""
    if gap not in (". ", ") ", ".) "):
        return ""
    is_number = sentence[verbalization.start : verbalization.end].isdigit()
    is_ordinal = verbalization.rule.endswith("ordinal_number")  # "3. Platz"
    opens = is_number and not is_ordinal and not sentence[: verbalization.start].strip("( ")
    return "," if opens else ""


def _boundary(gap: str, spoken: str) -> str:
    """The strongest punctuation mark between two words of a sentence.

    A full stop only counts if it closes a quotation; otherwise it belongs to an abbreviation. A
    dash that is spoken as "to" and a comma that is spoken as "of" do not count.
    """
    if gap in ("-", "–", "") or spoken.endswith((" to", " of", " and")):
        return ""
    marks = gap.translate(_EQUIVALENT_MARKS)
    if _ELLIPSIS.search(gap):
        return "…"
    if "--" in gap or " - " in gap or _BRACKET.search(gap):
        marks += ","
    if _CLOSING_QUOTES.isdisjoint(gap):
        marks = marks.replace(".", "")
    return next((mark for mark in _BOUNDARIES_BY_STRENGTH if mark in marks), "")


def _final_boundary(tail: str, language: str) -> str:
    """The punctuation mark at the end of a sentence, by default a full stop."""
    ending = tail.rstrip("\"'”’»)] ")
    if ending.endswith(("…", "..", ". .")):
        return "…"
    if ending.endswith((";", "\u037e")) and language.split("-")[0] == "el":
        return "?"
    marks = [m.translate(_EQUIVALENT_MARKS) for m in _SENTENCE_FINAL.findall(tail)]
    return next((mark for mark in ("?", "!") if mark in marks), ".")
