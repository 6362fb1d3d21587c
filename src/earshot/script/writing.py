"""Article → Script, utterance by utterance."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from earshot.model import HEADLINE, INTRO, Article, Block, Role, Script, Utterance, Word
from earshot.script.lexicon import Lexicon
from earshot.script.normalize import words
from earshot.script.pronounce import with_phonemes
from earshot.script.prosody import Place, pause_after
from earshot.script.quotation import quotations, within
from earshot.script.segment import sentence_spans


class _Line(NamedTuple):
    """An utterance whose pause waits for what follows."""

    words: tuple[Word, ...]
    role: Role
    place: Place


def write(article: Article, *, intro: bool = True, lexicon: Lexicon | None = None) -> Script:
    """What will be read aloud of an article: headline, byline and date, then its blocks.

    Each sentence is one utterance. Whole sentences of direct speech are "quotation", headline and
    headings "headline", all else "narrator". `intro=False` leaves out byline and date. Text
    without a letter or digit says nothing and makes no utterance. What `lexicon` says of a word
    wins over everything.
    """
    lines = [line for line in _lines(article, intro) if line.words]
    if lexicon:
        lines = [_with_lexicon(article, line, lexicon) for line in lines]
    return Script(article=article, utterances=tuple(_paced(lines)))


def _with_lexicon(article: Article, line: _Line, lexicon: Lexicon) -> _Line:
    first, last = line.words[0], line.words[-1]
    text = article.text_of(first.block) if first.block != INTRO else intro_text(article)[0]
    return line._replace(words=lexicon.applied(text, (first.start, last.end), line.words))


def _paced(lines: list[_Line]) -> Iterator[Utterance]:
    for index, (said, role, place) in enumerate(lines):
        final: Place = "end" if index == len(lines) - 1 else place
        yield Utterance(words=said, role=role, pause=pause_after(final, len(said)))


def _lines(article: Article, intro: bool) -> Iterator[_Line]:
    language = article.language
    yield from _placed(_sentences(article.headline, HEADLINE, language), "headline", "headline")
    if intro:
        yield _Line(intro_words(article), "narrator", "intro")
    for index, block in enumerate(article.blocks):
        yield from _block_lines(block, index, language)


def _sentences(text: str, block: int, language: str) -> list[tuple[Word, ...]]:
    spoken = (_sentence(text, block, span, language) for span in sentence_spans(text, language))
    return [sentence for sentence in spoken if sentence]


def _sentence(text: str, block: int, span: tuple[int, int], language: str) -> tuple[Word, ...]:
    """The words of one sentence, with the phonemes of those that may not be left to a voice."""
    found = words(text, block, span, language)
    return with_phonemes(text[slice(*span)], span[0], found, language)


def _placed(sentences: list[tuple[Word, ...]], role: Role, place: Place) -> Iterator[_Line]:
    for index, sentence in enumerate(sentences, start=1):
        yield _Line(sentence, role, place if index == len(sentences) else "sentence")


def _block_lines(block: Block, index: int, language: str) -> Iterator[_Line]:
    sentences = _sentences(block.text, index, language)
    if block.kind == "heading":
        yield from _placed(sentences, "headline", "heading")
        return
    quoted = [(-1, len(block.text))] if block.kind == "quote" else quotations(block.text)
    for line in _placed(sentences, "narrator", block.kind):
        speech = within(quoted, line.words[0].start, line.words[-1].end)
        yield line._replace(role="quotation") if speech else line


def intro_words(article: Article) -> tuple[Word, ...]:
    """Byline and date as they are announced: "By Ann Lee. November 13, 2025."

    Other languages than English get the names alone: their announcements are not known here.
    Nothing at all is announced where there is neither headline nor byline: a date alone is no way
    to begin.
    """
    intro, byline = intro_text(article)
    spans = [(0, byline), (byline, len(intro))] if intro else []
    return tuple(w for span in spans for w in _sentence(intro, INTRO, span, article.language))


def intro_text(article: Article) -> tuple[str, int]:
    """What the words of `INTRO` point into, and how much of it is the byline."""
    if not article.headline and not article.authors:
        return "", 0
    english = article.language.split("-")[0] == "en"
    byline = f"{'By ' if english else ''}{article.byline}." if article.authors else ""
    day = article.published
    dated = f" {_dated(day, article.language)}." if day and english else ""
    return byline + dated, len(byline)


def _dated(day: date, language: str) -> str:
    """The month comes first in North America alone."""
    american = language in ("en", "en-US", "en-CA")
    return f"{day:%B} {day.day}, {day.year}" if american else f"{day.day} {day:%B} {day.year}"
