"""Findings that an editor should check before an article is read aloud, the most doubtful first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from earshot.model import HEADLINE, INTRO, Annotation, Article, Block, Script, Utterance, Word
from earshot.script import author_markup
from earshot.script.doubtful_forms import DoubtfulForm, find_doubtful_forms
from earshot.script.g2p import Pronunciation, pronounce_words
from earshot.script.g2p.dictionary import lookup_word
from earshot.script.lexicon import Lexicon
from earshot.script.normalize.initialisms import ACRONYMS, is_listed, is_pronounceable
from earshot.script.quotations import find_unclosed_quotation, starts_with_quotation_mark
from earshot.script.text_damage import find_damage

MIN_CERTAINTY = 0.85
"""A homograph with a lower certainty is a finding."""
_PARENTHESIZED_INITIALS = re.compile(r"\((?P<letters>[A-Z]{2,6})s?\)")
_CAPITALS = re.compile(r"[A-Z]{2,6}s?")
_MAX_UNLISTED_SHARE = 0.25
"""Share of unlisted words above which an article may be in another language than declared."""
_MIN_WORDS = 40
_BROKEN_MARKUP = re.compile(
    r"\[pause\b[^\]\n]{0,40}\]?|\[[^\[\]\n]{1,120}\]\(\s?/[^)\n]{0,200}\)?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A finding. `kind` is name, word, homograph, number, initials, foreign, quotes, mark, language
    or damage; `score` is 0 to 1; `line` is the lexicon line that would change it."""

    kind: str
    text: str
    block: int
    start: int
    reading: str
    reason: str
    score: float
    line: str = ""
    times: int = 1
    """Number of occurrences."""


def proofread(script: Script, lexicon: Lexicon) -> list[Finding]:
    """Return the findings in a script. Words of the lexicon are not doubtful."""
    article = script.article
    explained = _find_explained_initials(article)
    settled = {entry.written.lower() for entry in lexicon.entries}
    found = [
        each
        for utterance in _english_utterances(script)
        for each in _check_words(article, utterance, explained)
        if each.text.lower().removesuffix("'s") not in settled
    ]
    found += [
        _form_finding(article, utterance, form)
        for utterance in _english_utterances(script)
        for form in find_doubtful_forms(article.text_of(utterance.block), utterance.words)
    ]
    for index in range(HEADLINE, len(article.blocks)):
        found += _check_annotations(
            article.text_of(index), index, author_markup.annotations_of(article, index)
        )
    for index, block in enumerate(article.blocks):
        found += _check_text(block, index, article.blocks[index + 1 : index + 2])
    found = _check_language(script, found) or found
    return sorted(_merge_repeated(found), key=lambda each: (-each.score, each.block, each.start))


def _check_language(script: Script, found: Sequence[Finding]) -> list[Finding]:
    """Replace the findings by a single one if hardly any word is English."""
    guessed = [each for each in found if each.kind in ("name", "word", "foreign")]
    count = sum(len(each.words) for each in script.utterances if each.block != INTRO)
    if count < _MIN_WORDS or len(guessed) < _MAX_UNLISTED_SHARE * count:
        return []
    finding = Finding(
        kind="language",
        text=guessed[0].text,
        block=guessed[0].block,
        start=guessed[0].start,
        reading=f"as {script.article.language}",
        reason=f"{len(guessed)} of its {count} words are on no list; if it is in another language, "
        "say so with --language",
        score=0.99,
    )
    return [finding, *(each for each in found if each not in guessed)]


def _merge_repeated(found: Iterable[Finding]) -> list[Finding]:
    """Merge findings about the same word."""
    first: dict[tuple[str, str, str], Finding] = {}
    for each in found:
        key = (each.kind, each.text, each.reading)
        known = first.get(key)
        first[key] = replace(known, times=known.times + 1) if known else each
    return list(first.values())


def _check_words(
    article: Article, utterance: Utterance, explained: frozenset[str]
) -> Iterator[Finding]:
    words = utterance.words
    annotated = author_markup.pronunciation_spans(
        author_markup.annotations_of(article, utterance.block)
    )
    start = words[0].start
    sentence = article.text_of(utterance.block)[start : words[-1].end]
    for word, pronunciations in zip(
        words, pronounce_words(sentence, start, words, article.language), strict=True
    ):
        if any(first <= word.start < last for first, last in annotated):
            continue
        if len(pronunciations) == 1:
            yield from _check_pronunciation(word, pronunciations[0])
        yield from _check_initials(word, explained)


def _check_pronunciation(word: Word, pronunciation: Pronunciation) -> Iterator[Finding]:
    line = f'"{_strip_possessive(word.text)}" = {{ ipa = "{word.phonemes or pronunciation.ipa}" }}'
    is_name = word.text[:1].isupper()
    if pronunciation.source == "homograph" and pronunciation.certainty < MIN_CERTAINTY:
        reason = f"it may also be {pronunciation.note}; {pronunciation.certainty:.0%} sure"
        open_sense = _Doubt(pronunciation.ipa, reason, 2 * (1 - pronunciation.certainty))
        yield _word_finding("homograph", word, open_sense, line)
    elif pronunciation.source == "origin":
        reason = f"on no list; read as {pronunciation.note}"
        yield _word_finding(
            "name" if is_name else "foreign", word, _Doubt(pronunciation.ipa, reason, 0.7), line
        )
    elif pronunciation.source == "letters":
        kind, score = ("name", 0.8) if is_name else ("word", 0.6)
        yield _word_finding(
            kind, word, _Doubt(pronunciation.ipa, "on no list; read by its letters", score), line
        )
    elif is_name and pronunciation.source == "derived" and pronunciation.certainty < MIN_CERTAINTY:
        parts = _Doubt(pronunciation.ipa, "on no list; read as its parts", 0.5)
        yield _word_finding("name", word, parts, line)
    elif pronunciation.source == "none" and any(c.isalpha() for c in word.text):
        yield _word_finding(
            "foreign", word, _Doubt(word.spoken, "in other letters; left to the voice", 0.9), line
        )


def _check_initials(word: Word, explained: frozenset[str]) -> Iterator[Finding]:
    if not _CAPITALS.fullmatch(word.text) or word.block < 0:
        return
    letters = word.text.removesuffix("s")
    is_spelled = word.spoken.removesuffix("'s") == " ".join(letters)
    is_known = letters in ACRONYMS or is_listed(letters) or letters in explained
    if is_known or (is_spelled and len(letters) == 2):
        return  # two letters are hardly ever a word
    if not is_spelled and (word.spoken != word.text or lookup_word(letters.lower())):
        return  # a postal code read in full, or a word in capitals for emphasis
    other = f'{{ say = "{letters.capitalize()}" }}' if is_spelled else "{ spell = true }"
    could_be_word = is_pronounceable(letters)
    reason_and_score = (
        ("said as a word; it may be spelled", 0.5)
        if not is_spelled
        else ("spelled out; it may be said as a word", 0.5)
        if could_be_word
        else ("spelled out; on no list", 0.3)
    )
    yield _word_finding(
        "initials", word, _Doubt(word.spoken, *reason_and_score), f'"{letters}" = {other}'
    )


def _find_explained_initials(article: Article) -> frozenset[str]:
    """Return initials that follow their words: the International Criminal Court (ICC)."""
    return frozenset(
        m["letters"]
        for block in article.blocks
        for m in _PARENTHESIZED_INITIALS.finditer(block.text)
        if _are_initials(m["letters"], block.text[max(0, m.start() - 120) : m.start()])
    )


def _are_initials(letters: str, before: str) -> bool:
    words = re.findall(r"[^\W\d_]+", before)[-len(letters) - 4 :]
    initials = iter(word[0].upper() for word in words)
    return all(letter in initials for letter in letters)


class _Doubt(NamedTuple):
    """The reading of a word, why it is doubtful, and how much."""

    reading: str
    reason: str
    score: float


def _word_finding(kind: str, word: Word, doubtful: _Doubt, line: str) -> Finding:
    return Finding(
        kind=kind,
        text=word.text,
        block=word.block,
        start=word.start,
        reading=doubtful.reading,
        reason=doubtful.reason,
        score=round(doubtful.score, 2),
        line=line,
    )


def _strip_possessive(text: str) -> str:
    return re.sub("['’]s$", "", text).replace('"', "")


def _english_utterances(script: Script) -> Iterator[Utterance]:
    english = script.article.language.split("-")[0] == "en"
    return (each for each in script.utterances if english and each.block != INTRO)


def _form_finding(article: Article, utterance: Utterance, form: DoubtfulForm) -> Finding:
    text = article.text_of(utterance.block)[form.start : form.end]
    return Finding(
        kind="number",
        text=text,
        block=utterance.block,
        start=form.start,
        reading=" ".join(w.spoken for w in utterance.words if form.start <= w.start < form.end),
        reason=form.reason,
        score=form.score,
        line=f'"{_strip_possessive(text)}" = "…"',
    )


def _check_text(block: Block, index: int, following: Sequence[Block]) -> Iterator[Finding]:
    for damage in find_damage(block.text):
        yield _match_finding("damage", index, *damage)
    continues = bool(following) and starts_with_quotation_mark(following[0].text)
    at = find_unclosed_quotation(block.text)
    if at >= 0 and not continues:
        yield Finding(
            kind="quotes",
            text=block.text[at : at + 30],
            block=index,
            start=at,
            reading="as direct speech" + ("" if block.text[:at].strip() else " to its end"),
            reason="the quotation marks do not pair up",
            score=0.65,
        )


def _check_annotations(
    text: str, index: int, annotations: Sequence[Annotation]
) -> Iterator[Finding]:
    for annotation in annotations:
        if reason := author_markup.describe_fault(annotation):
            yield Finding(
                kind="mark",
                text=text[annotation.start : annotation.end] or f"[pause:{annotation.pause}ms]",
                block=index,
                start=annotation.start,
                reading="as unmarked" if annotation.ipa else "as the longest pause",
                reason=reason,
                score=0.95,
            )
    for match in _BROKEN_MARKUP.finditer(text):
        reason = "no whole [word](/IPA/) and no [pause:1s], so it is read as text"
        yield replace(_match_finding("mark", index, match, reason, 0.95), line="")


def _match_finding(kind: str, at: int, match: re.Match[str], reason: str, score: float) -> Finding:
    return Finding(
        kind=kind,
        text=match[0],
        block=at,
        start=match.start(),
        reading="as written",
        reason=reason,
        score=score,
        line=f'"{match[0]}" = "…"',
    )
