"""What an editor should look at before a story is read aloud, the most doubtful first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from earshot.model import HEADLINE, INTRO, Article, Block, Mark, Script, Utterance, Word
from earshot.script import author_markup as marking
from earshot.script.g2p import Pronounced, pronounced
from earshot.script.g2p.dictionary import looked_up
from earshot.script.g2p.names import named
from earshot.script.lexicon import Lexicon
from earshot.script.normalize.initialisms import ACRONYMS, known_initials, pronounceable
from earshot.script.quotations import opens_with_speech, unclosed

SURE = 0.9
"""A homograph decided with less certainty than this is worth a look."""
_INITIALS = re.compile(r"\((?P<letters>[A-Z]{2,6})s?\)")
_CAPITALS = re.compile(r"[A-Z]{2,6}s?")
_FRACTION = re.compile(r"(?<![\w/])(?P<number>[0-9]{1,2}/[0-9]{1,2})(?![\w/])")
_SERIES = re.compile(
    r"(?<![\w,])(?P<number>[0-9]{1,3}, [0-9]{1,3})(?= (?:years?|months?|people)\b)"
)
_AMBIGUOUS = ((_FRACTION, "a fraction, a date or a score"), (_SERIES, "one number or two"))
_CAMEL = re.compile("(?:Mc|Mac|De|Le|La|Di|Van|Fitz)[A-Z]|You|Face|Linked")
_UNREADABLE = 0.25
"""The share of words on no list from which a story is in another language than it says."""
_ENOUGH = 40
"""Words that tell a language."""
_CLEAR = frozenset(("9/11", "24/7", "50/50", "1/2", "1/3", "2/3", "1/4", "3/4"))
_GLUED = re.compile(r"(?<!\w)[A-Z]?[a-z]{3,}[A-Z][a-z]{3,}(?!\w)")
_DAMAGE = (
    (re.compile(r"\w+ [.,;](?=\s|$)"), "a space stands before the mark"),
    (
        re.compile(r"(?<![.\w@/])(?!www\.)[a-z]{3,}[.!?][A-Z][a-z]{2,}"),
        "two sentences stand without a space",
    ),
    (re.compile(r"\b(\w{2,}) \1\b(?! had| that)"), "the word stands twice"),
)
_NO_MARK = re.compile(
    r"\[pause\b[^\]\n]{0,40}\]?|\[[^\[\]\n]{1,120}\]\(\s?/[^)\n]{0,200}\)?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to look at. `kind` is name, word, homograph, number, initials, foreign, quotes,
    mark, language or damage; `doubt` runs from 0 to 1; `line` would change it, put into a lexicon
    (TOML)."""

    kind: str
    text: str
    block: int
    start: int
    read: str
    why: str
    doubt: float
    line: str = ""
    times: int = 1
    """How often it stands in the story."""


def findings(script: Script, lexicon: Lexicon) -> list[Finding]:
    """What there is to look at in a script. What the lexicon settles is not doubtful."""
    article = script.article
    explained = _explained(article)
    settled = {entry.written.lower() for entry in lexicon.entries}
    found = [
        each
        for utterance in script.utterances
        for each in _in_words(article, utterance, explained)
        if each.text.lower().removesuffix("'s") not in settled
    ]
    for index in range(HEADLINE, len(article.blocks)):
        found += _of_marks(article.text_of(index), index, marking.marks_of(article, index))
    for index, block in enumerate(article.blocks):
        found += _in_text(block, index, article.blocks[index + 1 : index + 2])
    found = _in_another_language(script, found) or found
    return sorted(_once(found), key=lambda each: (-each.doubt, each.block, each.start))


def _in_another_language(script: Script, found: Sequence[Finding]) -> list[Finding]:
    """One finding in place of one for every word, where hardly a word is English."""
    guessed = [each for each in found if each.kind in ("name", "word", "foreign")]
    count = sum(len(each.words) for each in script.utterances if each.block != INTRO)
    if count < _ENOUGH or len(guessed) < _UNREADABLE * count:
        return []
    language = script.article.language
    odd = Finding(
        kind="language",
        text=guessed[0].text,
        block=guessed[0].block,
        start=guessed[0].start,
        read=f"as {language}",
        why=f"{len(guessed)} of its {count} words are on no list; if it is in another language, "
        "say so with --language",
        doubt=0.99,
    )
    return [odd, *(each for each in found if each not in guessed)]


def _once(found: Iterable[Finding]) -> list[Finding]:
    """The same name forty times is one thing to look at."""
    first: dict[tuple[str, str, str], Finding] = {}
    for each in found:
        key = (each.kind, each.text, each.read)
        known = first.get(key)
        first[key] = replace(known, times=known.times + 1) if known else each
    return list(first.values())


def _in_words(
    article: Article, utterance: Utterance, explained: frozenset[str]
) -> Iterator[Finding]:
    words = utterance.words
    if article.language.split("-")[0] != "en" or utterance.block == INTRO:
        return
    told = marking.pronounced(marking.marks_of(article, utterance.block))
    start = words[0].start
    sentence = article.text_of(utterance.block)[start : words[-1].end]
    for word, sounds in zip(
        words, pronounced(sentence, start, words, article.language), strict=True
    ):
        if any(first <= word.start < last for first, last in told):
            continue
        if len(sounds) == 1:
            yield from _of_sound(word, sounds[0])
        yield from _of_initials(word, explained)


def _of_sound(word: Word, sound: Pronounced) -> Iterator[Finding]:
    line = f'"{_plain(word.text)}" = {{ ipa = "{word.phonemes or sound.ipa}" }}'
    name = word.text[:1].isupper()
    if sound.source == "homograph" and sound.certainty < SURE:
        why = f"it may also be {sound.note}; {sound.certainty:.0%} sure"
        yield _finding("homograph", word, _Look(sound.ipa, why, 2 * (1 - sound.certainty)), line)
    elif sound.source == "origin":
        why = f"on no list; read as {sound.note}"
        yield _finding("name" if name else "foreign", word, _Look(sound.ipa, why, 0.7), line)
    elif sound.source == "letters":
        kind, doubt = ("name", 0.8) if name else ("word", 0.6)
        yield _finding(kind, word, _Look(sound.ipa, "on no list; read by its letters", doubt), line)
    elif sound.source == "none" and any(c.isalpha() for c in word.text):
        yield _finding(
            "foreign", word, _Look(word.spoken, "in other letters; left to the voice", 0.9), line
        )


def _of_initials(word: Word, explained: frozenset[str]) -> Iterator[Finding]:
    if not _CAPITALS.fullmatch(word.text) or word.block < 0:
        return
    letters = word.text.removesuffix("s")
    spelled = word.spoken.removesuffix("'s") == " ".join(letters)
    if letters in ACRONYMS or known_initials(letters) or letters in explained:
        return
    if not spelled and (word.spoken != word.text or looked_up(letters.lower())):
        return  # a postal code said in full, or a word that is only loud
    other = f'{{ say = "{letters.capitalize()}" }}' if spelled else "{ spell = true }"
    sayable = pronounceable(letters)
    told = (
        ("said as a word; it may be spelled", 0.5)
        if not spelled
        else ("spelled out; it may be said as a word", 0.5)
        if sayable
        else ("spelled out; on no list", 0.3)
    )
    yield _finding("initials", word, _Look(word.spoken, *told), f'"{letters}" = {other}')


def _explained(article: Article) -> frozenset[str]:
    """The International Criminal Court (ICC): initials of words that stand right before them."""
    return frozenset(
        m["letters"]
        for block in article.blocks
        for m in _INITIALS.finditer(block.text)
        if _are_initials(m["letters"], block.text[max(0, m.start() - 120) : m.start()])
    )


def _are_initials(letters: str, before: str) -> bool:
    words = re.findall(r"[^\W\d_]+", before)[-len(letters) - 4 :]
    initials = iter(word[0].upper() for word in words)
    return all(letter in initials for letter in letters)


class _Look(NamedTuple):
    """How a word is read, why that is doubtful, and how much."""

    read: str
    why: str
    doubt: float


def _finding(kind: str, word: Word, look: _Look, line: str) -> Finding:
    return Finding(
        kind=kind,
        text=word.text,
        block=word.block,
        start=word.start,
        read=look.read,
        why=look.why,
        doubt=round(look.doubt, 2),
        line=line,
    )


def _plain(text: str) -> str:
    return re.sub("['’]s$", "", text).replace('"', "")


def _in_text(block: Block, index: int, following: Sequence[Block]) -> Iterator[Finding]:
    yield from _damage(block.text, index)
    yield from _numbers(block.text, index)
    goes_on = bool(following) and opens_with_speech(following[0].text)
    at = unclosed(block.text)
    if at >= 0 and not goes_on:
        yield Finding(
            kind="quotes",
            text=block.text[at : at + 30],
            block=index,
            start=at,
            read="as direct speech" + ("" if block.text[:at].strip() else " to its end"),
            why="the quotation marks do not pair up",
            doubt=0.65,
        )


def _of_marks(text: str, index: int, marks: Sequence[Mark]) -> Iterator[Finding]:
    for mark in marks:
        if why := marking.fault(mark):
            yield Finding(
                kind="mark",
                text=text[mark.start : mark.end] or f"[pause:{mark.pause}ms]",
                block=index,
                start=mark.start,
                read="as unmarked" if mark.ipa else "as the longest pause",
                why=why,
                doubt=0.95,
            )
    for match in _NO_MARK.finditer(text):
        why = "no whole [word](/IPA/) and no [pause:1s], so it is read as text"
        yield replace(_place("mark", index, match, why, 0.95), line="")


def _damage(text: str, index: int) -> Iterator[Finding]:
    for pattern, why in _DAMAGE:
        for match in pattern.finditer(text):
            yield _place("damage", index, match, why, 0.85)
    for match in _GLUED.finditer(text):
        written = match[0]
        address = text[match.end() : match.end() + 1] == "." and text[match.start() - 1] in "./@"
        if not (named(written) or _CAMEL.match(written) or address):
            doubt = 0.4 if written[0].islower() else 0.25  # with a capital it is mostly a brand
            yield _place("damage", index, match, "two words may be glued together", doubt)


def _numbers(text: str, index: int) -> Iterator[Finding]:
    for pattern, why in _AMBIGUOUS:
        for match in pattern.finditer(text):
            if match["number"] not in _CLEAR:
                yield _place("number", index, match, why, 0.75)


def _place(kind: str, block: int, match: re.Match[str], why: str, doubt: float) -> Finding:
    return Finding(
        kind=kind,
        text=match[0],
        block=block,
        start=match.start(),
        read="as it stands",
        why=why,
        doubt=doubt,
        line=f'"{match[0]}" = "…"',
    )
