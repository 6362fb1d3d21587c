"""Article → Script, utterance by utterance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import groupby
from typing import NamedTuple

from earshot.model import HEADLINE, INTRO, Article, Role, Script, Utterance, Word
from earshot.script import author_markup as marking
from earshot.script.g2p import with_phonemes
from earshot.script.lexicon import Lexicon
from earshot.script.normalize import words
from earshot.script.pauses import Place, pause_after
from earshot.script.quotations import direct, opens_with_speech, quotations, unclosed, within
from earshot.script.segmentation import sentence_spans


class _Line(NamedTuple):
    """An utterance whose pause waits for what follows."""

    words: tuple[Word, ...]
    role: Role
    place: Place
    pause: int | None = None
    """In ms, where the author says so."""
    language: str = ""
    """Where it is another than the article's."""


class _Sentence(NamedTuple):
    words: tuple[Word, ...]
    language: str


def write(
    article: Article, *, intro: bool = True, lexicon: Lexicon | None = None, quotes: bool = False
) -> Script:
    """What will be read aloud of an article: headline, byline and date, then its blocks.

    Each sentence is one utterance. Whole sentences of direct speech are "quotation", headline and
    headings "headline", all else "narrator". With `quotes`, for a second voice, a sentence that
    holds direct speech and the narrator's words is cut between them. `intro=False` leaves out
    byline and date. Text without a letter or digit says nothing and makes no utterance. What
    `lexicon` says of a word wins over all but the author's own marks.
    """
    lines = [line for line in _lines(article, intro, quotes) if line.words]
    if lexicon:
        lines = [_with_lexicon(article, line, lexicon) for line in lines]
    lines = _with_pauses(article, lines)
    return Script(article=article, utterances=tuple(_paced(lines)))


def _with_lexicon(article: Article, line: _Line, lexicon: Lexicon) -> _Line:
    first, last = line.words[0], line.words[-1]
    text = article.text_of(first.block) if first.block != INTRO else intro_text(article)[0]
    kept = marking.pronounced(marking.marks_of(article, first.block))
    return line._replace(words=lexicon.applied(text, (first.start, last.end), line.words, kept))


def _with_pauses(article: Article, lines: list[_Line]) -> list[_Line]:
    """The lines, cut where the author asks for silence inside a sentence."""
    order = {INTRO: HEADLINE, HEADLINE: INTRO}
    blocks = (HEADLINE, *range(len(article.blocks)))
    asked = [(block, at, ms) for block in blocks for at, ms in marking.pauses(article, block)]
    rest = lines[::-1] if asked else []
    done: list[_Line] = [] if asked else lines
    for block, at, ms in asked:
        here = (order.get(block, block), at)
        while rest and _place(rest[-1].words[0], order) < here:
            line = rest.pop()
            spoken = sum(_place(word, order) < here for word in line.words)
            done.append(line._replace(words=line.words[:spoken]))
            if spoken < len(line.words):
                rest.append(line._replace(words=line.words[spoken:]))
                done[-1] = _cut(done[-1], "sentence")
        if done:
            silence = min((done[-1].pause or 0) + ms, marking.LONGEST_PAUSE)
            done[-1] = done[-1]._replace(pause=silence)
    return done + rest[::-1]


def _place(word: Word, order: dict[int, int]) -> tuple[int, int]:
    return order.get(word.block, word.block), word.start


def _cut(line: _Line, place: Place) -> _Line:
    """The first part of a sentence: the voice stays up, as before a comma."""
    *before, last = line.words
    last = replace(last, boundary=last.boundary or ",")
    return line._replace(words=(*before, last), place=place)


def _paced(lines: list[_Line]) -> Iterator[Utterance]:
    for index, line in enumerate(lines):
        final: Place = "end" if index == len(lines) - 1 else line.place
        pause = pause_after(final, len(line.words)) if line.pause is None else line.pause
        yield Utterance(words=line.words, role=line.role, pause=pause, language=line.language)


def _lines(article: Article, intro: bool, quotes: bool) -> Iterator[_Line]:
    yield from _placed(_sentences(article, HEADLINE), "headline", "headline")
    if intro:
        yield _Line(intro_words(article), "narrator", "intro")
    for index in range(len(article.blocks)):
        yield from _block_lines(article, index, quotes)


def _sentences(article: Article, block: int) -> list[_Sentence]:
    """The words of each sentence of a text, with the phonemes of those that may not be left to a
    voice."""
    text, marks = article.text_of(block), marking.marks_of(article, block)
    whole = marking.language_of(text, (0, len(text)), marks) or article.language
    kept = marking.pronounced(marks)
    found = []
    for span in marking.unbroken(sentence_spans(text, whole), marks):
        foreign = marking.language_of(text, span, marks)
        language = foreign or article.language
        said = marking.with_marks(words(text, block, span, language, kept), marks)
        said = with_phonemes(text[slice(*span)], span[0], said, language)
        found.append(_Sentence(tuple(said), foreign))
    return [sentence for sentence in found if sentence.words]


def _placed(sentences: list[_Sentence], role: Role, place: Place) -> Iterator[_Line]:
    for index, (said, language) in enumerate(sentences, start=1):
        at: Place = place if index == len(sentences) else "sentence"
        yield _Line(said, role, at, language=language)


def _block_lines(article: Article, index: int, quotes: bool) -> Iterator[_Line]:
    block, sentences = article.blocks[index], _sentences(article, index)
    if block.kind == "heading":
        yield from _placed(sentences, "headline", "heading")
        return
    quoted = _quoted(article, index, sentences)
    speech = direct(block.text, quoted) if quotes else []
    for line in _placed(sentences, "narrator", block.kind):
        if within(quoted, line.words[0].start, line.words[-1].end):
            yield line._replace(role="quotation")
        else:
            yield from _shared(line, speech)


def _quoted(article: Article, index: int, sentences: list[_Sentence]) -> list[tuple[int, int]]:
    """The quotations of a block. One that never closes runs on where the next block opens with a
    quotation mark again; else a mark is missing, and it ends with its sentence."""
    block, after = article.blocks[index], article.blocks[index + 1 : index + 2]
    if block.kind == "quote":
        return [(-1, len(block.text))]
    found = quotations(block.text)
    goes_on = bool(after) and opens_with_speech(after[0].text)
    if unclosed(block.text) > 0 and block.text[: found[-1][0]].strip() and not goes_on:
        start = found.pop()[0]
        ends = (each.words[-1].end for each in sentences if each.words[-1].end > start)
        found.append((start, next(ends, len(block.text))))
    return found


def _shared(line: _Line, speech: list[tuple[int, int]]) -> Iterator[_Line]:
    """A sentence in turns: the speech in it, and the narrator's words."""

    def quoted(word: Word) -> bool:
        return within(speech, word.start, word.end)

    turns = [(said, tuple(group)) for said, group in groupby(line.words, quoted)]
    for number, (said, group) in enumerate(turns, start=1):
        turn = line._replace(words=group, role="quotation" if said else line.role)
        yield turn if number == len(turns) else _cut(turn, "turn")


def intro_words(article: Article) -> tuple[Word, ...]:
    """Byline and date as they are announced: "By Ann Lee. November 13, 2025."

    Other languages than English get the names alone: their announcements are not known here.
    Nothing at all is announced where there is neither headline nor byline: a date alone is no way
    to begin.
    """
    intro, byline = intro_text(article)
    spans = [(0, byline), (byline, len(intro))] if intro else []
    return tuple(word for span in spans for word in _announced(intro, span, article.language))


def _announced(intro: str, span: tuple[int, int], language: str) -> tuple[Word, ...]:
    found = words(intro, INTRO, span, language)
    return with_phonemes(intro[slice(*span)], span[0], found, language)


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
