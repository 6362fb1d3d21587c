"""A newsroom's own lexicon: what it says of a word wins over everything."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from earshot.model import Word
from earshot.script.g2p.features import TOKEN, Context
from earshot.script.g2p.homographs import Sense, weighed
from earshot.script.g2p.name_origins import as_in

Kind = Literal["say", "spell", "ipa", "language"]
KINDS: tuple[Kind, ...] = ("say", "spell", "ipa", "language")
Span = tuple[int, int]
_CLASSES = {"noun": "N", "verb": "V", "adjective": "A"}
PARTS_OF_SPEECH = tuple(_CLASSES)
_SENSES = tuple(Sense(name, letter, "") for name, letter in _CLASSES.items())
_POSSESSIVE = re.compile("['’]s$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """How one word or phrase is said.

    `written` with a capital anywhere matches that spelling alone; in small letters, any. `value` is
    the words to say, the IPA (its words apart by spaces) or a language (BCP 47); empty for "spell".
    """

    written: str
    kind: Kind
    value: str = ""
    pos: str = ""
    """Only where it is a "noun", "verb" or "adjective"; empty: everywhere."""
    source: str = ""
    """The file that it stands in."""


class Lexicon:
    """Entries, the earlier one first where several fit."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self.entries = tuple(entries)
        self._by_word: dict[str, list[Entry]] = {}
        for entry in self.entries:
            self._by_word.setdefault(entry.written.lower(), []).append(entry)
        spellings = sorted(map(re.escape, self._by_word), key=len, reverse=True)
        pattern = rf"(?<!\w)(?:{'|'.join(spellings)})(?!\w)"
        self._pattern = re.compile(pattern, re.IGNORECASE) if spellings else None

    def __add__(self, other: Lexicon) -> Lexicon:
        """This one, and where it is silent the other."""
        return Lexicon((*self.entries, *other.entries))

    def applied(
        self, text: str, span: Span, words: Sequence[Word], kept: Sequence[Span] = ()
    ) -> tuple[Word, ...]:
        """The words of the sentence `text[span]`, said as the lexicon has them.

        A phrase becomes one word that covers it; the place on the page stays. What is `kept` the
        author said himself.
        """
        found = list(words)
        if not self._pattern or not found:
            return tuple(found)
        for match in self._pattern.finditer(text, *span):
            entry = self._fitting(text[slice(*span)], match.start() - span[0], match[0])
            own = any(start < match.end() and match.start() < end for start, end in kept)
            if entry and not own:
                found = list(_said(text, found, match.span(), entry))
        return tuple(found)

    def _fitting(self, sentence: str, at: int, written: str) -> Entry | None:
        candidates = self._by_word.get(written.lower(), [])
        spelt = (e for e in candidates if e.written.islower() or e.written == written)
        return next((e for e in spelt if not e.pos or _is(e.pos, sentence, at)), None)


def _is(pos: str, sentence: str, at: int) -> bool:
    """Whether the word is likeliest to be of that part of speech there."""
    tokens = list(TOKEN.finditer(sentence))
    index = next((n for n, token in enumerate(tokens) if token.end() > at), None)
    if index is None:
        return False
    context = Context([token[0] for token in tokens], index)
    return weighed(_SENSES, context).sense.name == pos


def _said(text: str, words: list[Word], span: tuple[int, int], entry: Entry) -> Iterator[Word]:
    """The words, those in the span as the entry has them."""
    start, end = span
    inside = [word for word in words if word.start < end and word.end > start]
    if not inside:
        yield from words
        return
    tail = text[end : inside[-1].end]
    whole = inside[0].start == start and (not tail or _POSSESSIVE.fullmatch(tail) is not None)
    for word in words:
        if word is inside[0] and whole:
            yield _as_entry(text, inside, entry, bool(tail))
        elif word in inside and not whole and len(inside) == 1:
            yield _in_part(word, text[start:end], entry)
        elif word not in inside or not whole:
            yield word


def _as_entry(text: str, inside: list[Word], entry: Entry, possessive: bool) -> Word:
    first, last = inside[0], inside[-1]
    written = text[first.start : last.end]
    word = replace(first, text=written, boundary=last.boundary, phonemes=None)
    spoken = _POSSESSIVE.sub("", written) if possessive else written
    ending = "'s" if possessive else ""
    if entry.kind == "say":
        return replace(word, spoken=entry.value + ending)
    if entry.kind == "spell":
        return replace(word, spoken=" ".join(c for c in spoken.upper() if c.isalnum()) + ending)
    ipa = entry.value if entry.kind == "ipa" else _in_language(spoken, entry.value)
    heard = " ".join(each.spoken for each in inside)
    return replace(word, spoken=heard, phonemes=_owned(ipa) if possessive else ipa or None)


def _owned(ipa: str) -> str:
    hisses = ipa.endswith(("s", "z", "ʃ", "ʒ"))
    return ipa + ("ɪz" if hisses else "s" if ipa.endswith(("p", "t", "k", "f", "θ")) else "z")


def _in_language(spoken: str, language: str) -> str:
    said = [as_in(part, language) for part in spoken.lower().split()]
    return " ".join(said) if all(said) else ""


def _in_part(word: Word, written: str, entry: Entry) -> Word:
    """A word inside a longer one, as in "Oyelaran-led"."""
    if entry.kind not in ("say", "spell"):
        return word
    said = entry.value if entry.kind == "say" else " ".join(written.upper())
    return replace(word, spoken=word.spoken.replace(written, said), phonemes=None)
