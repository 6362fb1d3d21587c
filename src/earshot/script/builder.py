"""Builds the script of an article."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

from earshot.model import HEADLINE, INTRO, Article, Role, Script, Utterance, Word
from earshot.script import author_markup
from earshot.script.brackets import drop_words, find_brackets
from earshot.script.g2p import add_phonemes
from earshot.script.intro import INTRO_PARTS, IntroPart, intro_spans, intro_text
from earshot.script.lexicon import Lexicon
from earshot.script.normalize import verbalize_sentence
from earshot.script.normalize.footnote_marks import find_note_marks
from earshot.script.pauses import MAX_PAUSE_MS, Boundary, pause_after
from earshot.script.quotations import (
    find_quotations,
    find_unclosed_quotation,
    is_inside_quotation,
    select_direct_speech,
    starts_with_quotation_mark,
)
from earshot.script.segmentation import sentence_spans
from earshot.script.text_options import TextOptions


class _DraftUtterance(NamedTuple):
    """An utterance without its final pause, which depends on the next one."""

    words: tuple[Word, ...]
    role: Role
    boundary: Boundary
    pause: int | None = None
    """In ms, if the author annotated one."""
    language: str = ""
    """Set if it differs from the article's."""


class _Sentence(NamedTuple):
    words: tuple[Word, ...]
    language: str


def build_script(
    article: Article,
    *,
    intro: bool | Collection[IntroPart] = True,
    lexicon: Lexicon | None = None,
    quotes: bool = False,
    options: TextOptions | None = None,
) -> Script:
    """Build the script of an article: headline, byline and date, then its blocks.

    Each sentence is one utterance. Its role is "quotation" for direct speech, "headline" for
    headline and headings, otherwise "narrator". With `quotes`, for a second voice, a sentence with
    direct speech is split into the speech and the narrator's words. `intro=False` omits byline and
    date, `intro=["byline"]` only the date; `"voice_notice"` says that the voice is synthetic. Text
    without a letter or digit is skipped. `lexicon` overrides everything but the author's
    annotations.
    """
    options = options or TextOptions()
    parts = intro if isinstance(intro, Collection) else INTRO_PARTS if intro else ()
    lines = [line for line in _draft_utterances(article, parts, quotes, options) if line.words]
    if lexicon:
        lines = [_apply_lexicon(article, line, lexicon) for line in lines]
    lines = _apply_author_pauses(article, lines)
    return Script(article=article, utterances=tuple(_add_pauses(lines, options.pauses)))


def _apply_lexicon(article: Article, line: _DraftUtterance, lexicon: Lexicon) -> _DraftUtterance:
    first, last = line.words[0], line.words[-1]
    text = article.text_of(first.block) if first.block != INTRO else intro_text(article)
    protected_spans = author_markup.pronunciation_spans(
        author_markup.annotations_of(article, first.block)
    )
    return line._replace(
        words=lexicon.apply(text, (first.start, last.end), line.words, protected_spans)
    )


def _apply_author_pauses(article: Article, lines: list[_DraftUtterance]) -> list[_DraftUtterance]:
    """Set annotated pauses, and split utterances at pauses inside a sentence."""
    block_order = {INTRO: HEADLINE, HEADLINE: INTRO}
    blocks = (HEADLINE, *range(len(article.blocks)))
    requested = [
        (block, at, ms) for block in blocks for at, ms in author_markup.find_pauses(article, block)
    ]
    remaining = lines[::-1] if requested else []
    result: list[_DraftUtterance] = [] if requested else lines
    for block, at, ms in requested:
        position = (block_order.get(block, block), at)
        while remaining and _word_position(remaining[-1].words[0], block_order) < position:
            line = remaining.pop()
            words_before = sum(_word_position(word, block_order) < position for word in line.words)
            result.append(line._replace(words=line.words[:words_before]))
            if words_before < len(line.words):
                remaining.append(line._replace(words=line.words[words_before:]))
                result[-1] = _cut_short(result[-1], "sentence")
        if result:
            silence = min((result[-1].pause or 0) + ms, MAX_PAUSE_MS)
            result[-1] = result[-1]._replace(pause=silence)
    return result + remaining[::-1]


def _word_position(word: Word, block_order: dict[int, int]) -> tuple[int, int]:
    return block_order.get(word.block, word.block), word.start


def _cut_short(line: _DraftUtterance, boundary: Boundary) -> _DraftUtterance:
    """End the first part of a split sentence with a comma, so the pitch does not fall."""
    *before, last = line.words
    last = replace(last, boundary=last.boundary or ",")
    return line._replace(words=(*before, last), boundary=boundary)


def _add_pauses(
    lines: list[_DraftUtterance], pauses: Mapping[Boundary, int]
) -> Iterator[Utterance]:
    for index, line in enumerate(lines):
        boundary: Boundary = "end" if index == len(lines) - 1 else line.boundary
        pause = line.pause
        if pause is None:
            pause = pause_after(boundary, len(line.words), pauses)
        yield Utterance(words=line.words, role=line.role, pause=pause, language=line.language)


def _draft_utterances(
    article: Article, intro: Collection[IntroPart], quotes: bool, options: TextOptions
) -> Iterator[_DraftUtterance]:
    headline = _verbalize_block(article, HEADLINE, options)
    yield from _draft_sentences(headline, "headline", "headline")
    by_default = [part for part in INTRO_PARTS if part in intro]
    yield _DraftUtterance(_intro_words(article, *by_default), "narrator", "intro")
    if "voice_notice" in intro:
        yield _DraftUtterance(_intro_words(article, "voice_notice"), "narrator", "intro")
    for index in range(len(article.blocks)):
        sentences = _verbalize_block(article, index, options)
        lines = [line for line in _draft_block(article, index, sentences, quotes) if line.words]
        if lines:
            boundary = _closing_boundary(article, index, lines[-1].boundary)
            yield from (*lines[:-1], lines[-1]._replace(boundary=boundary))


_SECTION_BREAK = re.compile(r"\W*[*•·⁂#~—–=+◆■●✦❖_-]\W*")


def _closing_boundary(article: Article, index: int, boundary: Boundary) -> Boundary:
    """The kind of pause after the last line of a block: longer before a heading or a break sign."""
    if boundary == "heading":
        return boundary
    following = article.blocks[index + 1 : index + 2]
    if following and following[0].kind == "heading":
        return "before_heading"
    if following and _SECTION_BREAK.fullmatch(following[0].text):
        return "section"
    return boundary


def _verbalize_block(article: Article, block: int, options: TextOptions) -> list[_Sentence]:
    """Verbalize the sentences of a block, with phonemes for words that voices may mispronounce."""
    text, annotations = article.text_of(block), author_markup.annotations_of(article, block)
    text_language = (
        author_markup.sentence_language(text, (0, len(text)), annotations) or article.language
    )
    protected_spans = author_markup.pronunciation_spans(annotations)
    note_marks = find_note_marks(text) if options.notes else []
    brackets = [] if options.brackets else find_brackets(text, note_marks)
    found = []
    for span in author_markup.merge_split_sentences(
        sentence_spans(text, text_language), annotations
    ):
        foreign = author_markup.sentence_language(text, span, annotations)
        language = foreign or article.language
        words = verbalize_sentence(text, block, span, language, protected_spans + note_marks)
        spoken_words = author_markup.apply_annotations(
            drop_words(words, text, brackets) if brackets else words, annotations
        )
        spoken_words = add_phonemes(text[slice(*span)], span[0], spoken_words, language)
        found.append(_Sentence(tuple(spoken_words), foreign))
    return [sentence for sentence in found if sentence.words]


def _draft_sentences(
    sentences: list[_Sentence], role: Role, last_boundary: Boundary
) -> Iterator[_DraftUtterance]:
    for index, (words, language) in enumerate(sentences, start=1):
        boundary: Boundary = last_boundary if index == len(sentences) else "sentence"
        yield _DraftUtterance(words, role, boundary, language=language)


def _draft_block(
    article: Article, index: int, sentences: list[_Sentence], quotes: bool
) -> Iterator[_DraftUtterance]:
    block = article.blocks[index]
    if block.number and sentences:
        sentences[0] = _say_number(block.number, sentences[0], article.language)
    if block.kind == "heading":
        yield from _draft_sentences(sentences, "headline", "heading")
        return
    quotations = _block_quotations(article, index, sentences)
    direct_speech = select_direct_speech(block.text, quotations) if quotes else []
    for line in _draft_sentences(sentences, "narrator", block.kind):
        if is_inside_quotation(quotations, line.words[0].start, line.words[-1].end):
            yield line._replace(role="quotation")
        else:
            yield from _split_turns(line, direct_speech)


def _say_number(number: str, sentence: _Sentence, language: str) -> _Sentence:
    """Begin the sentence with the number of its list item: a word that has no text of its own."""
    first, label = sentence.words[0], " ".join(number) if number.isalpha() else number
    spoken_words = verbalize_sentence(label, first.block, None, sentence.language or language)
    spoken = " ".join(word.spoken for word in spoken_words)
    word = replace(first, text="", spoken=spoken, phonemes=None, boundary=",")
    return sentence._replace(words=(word, *sentence.words))


def _block_quotations(
    article: Article, index: int, sentences: list[_Sentence]
) -> list[tuple[int, int]]:
    """The quotations of a block. An unclosed one continues if the next block opens with a quotation
    mark. Otherwise a mark is missing, and it ends with its sentence."""
    block, after = article.blocks[index], article.blocks[index + 1 : index + 2]
    if block.kind == "quote":
        return [(-1, len(block.text))]
    found = find_quotations(block.text)
    continues = bool(after) and starts_with_quotation_mark(after[0].text)
    if (
        find_unclosed_quotation(block.text) > 0
        and block.text[: found[-1][0]].strip()
        and not continues
    ):
        start = found.pop()[0]
        ends = (each.words[-1].end for each in sentences if each.words[-1].end > start)
        found.append((start, next(ends, len(block.text))))
    return found


def _split_turns(
    line: _DraftUtterance, direct_speech: list[tuple[int, int]]
) -> Iterator[_DraftUtterance]:
    """Split a sentence into direct speech and the narrator's words."""

    def is_quoted(word: Word) -> bool:
        return is_inside_quotation(direct_speech, word.start, word.end)

    turns = [(quoted, tuple(group)) for quoted, group in groupby(line.words, is_quoted)]
    for turn_number, (quoted, group) in enumerate(turns, start=1):
        turn = line._replace(words=group, role="quotation" if quoted else line.role)
        yield turn if turn_number == len(turns) else _cut_short(turn, "turn")


def _intro_words(article: Article, *parts: IntroPart) -> tuple[Word, ...]:
    text, span_by_part = intro_text(article), intro_spans(article)
    spans = [span for part, span in span_by_part.items() if part in parts]
    return tuple(word for span in spans for word in _verbalize_intro(text, span, article.language))


def _verbalize_intro(intro: str, span: tuple[int, int], language: str) -> tuple[Word, ...]:
    found = verbalize_sentence(intro, INTRO, span, language)
    return add_phonemes(intro[slice(*span)], span[0], found, language)
