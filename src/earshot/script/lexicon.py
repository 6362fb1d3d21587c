"""User lexicons of pronunciations, which override all other sources."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from earshot.model import Word
from earshot.script.edits import LexiconEntry
from earshot.script.g2p.homograph_features import TOKEN, Context
from earshot.script.g2p.homographs import Sense, choose_sense
from earshot.script.g2p.name_origins import pronounce_as

Span = tuple[int, int]
_SENSE_CLASSES = {"noun": "N", "verb": "V", "adjective": "A"}
_PART_OF_SPEECH_SENSES = tuple(Sense(name, letter, "") for name, letter in _SENSE_CLASSES.items())
_POSSESSIVE = re.compile("['’]s$")


class Lexicon:
    """Entries in order of precedence."""

    def __init__(self, entries: Iterable[LexiconEntry] = ()) -> None:
        self.entries = tuple(entries)
        self._by_word: dict[str, list[LexiconEntry]] = {}
        for entry in self.entries:
            self._by_word.setdefault(entry.written.lower(), []).append(entry)
        patterns = sorted(map(re.escape, self._by_word), key=len, reverse=True)
        pattern = rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)"
        self._pattern = re.compile(pattern, re.IGNORECASE) if patterns else None

    def __add__(self, other: Lexicon) -> Lexicon:
        """Both lexicons; this one takes precedence."""
        return Lexicon((*self.entries, *other.entries))

    def apply(
        self, text: str, span: Span, words: Sequence[Word], protected_spans: Sequence[Span] = ()
    ) -> tuple[Word, ...]:
        """Apply the entries to the words of the sentence `text[span]`.

        A phrase becomes one word with the offsets of the phrase. `protected_spans` have a
        pronunciation by the author and stay unchanged.
        """
        found = list(words)
        if not self._pattern or not found:
            return tuple(found)
        for match in self._pattern.finditer(text, *span):
            entry = self._find_entry(text[slice(*span)], match.start() - span[0], match[0])
            is_protected = any(
                start < match.end() and match.start() < end for start, end in protected_spans
            )
            if entry and not is_protected:
                found = list(_apply_entry(text, found, match.span(), entry))
        return tuple(found)

    def _find_entry(self, sentence: str, at: int, written: str) -> LexiconEntry | None:
        candidates = self._by_word.get(written.lower(), [])
        matching = (e for e in candidates if e.written.islower() or e.written == written)
        return next(
            (e for e in matching if not e.pos or _has_part_of_speech(e.pos, sentence, at)), None
        )


def _has_part_of_speech(pos: str, sentence: str, at: int) -> bool:
    """Whether this is the most likely part of speech of the word."""
    tokens = list(TOKEN.finditer(sentence))
    index = next((n for n, token in enumerate(tokens) if token.end() > at), None)
    if index is None:
        return False
    context = Context([token[0] for token in tokens], index)
    return choose_sense(_PART_OF_SPEECH_SENSES, context).sense.name == pos


def _apply_entry(
    text: str, words: list[Word], span: tuple[int, int], entry: LexiconEntry
) -> Iterator[Word]:
    """The words, with the entry applied to those in the span."""
    start, end = span
    inside = [word for word in words if word.start < end and word.end > start]
    if not inside:
        yield from words
        return
    tail = text[end : inside[-1].end]
    is_whole = inside[0].start == start and (not tail or _POSSESSIVE.fullmatch(tail) is not None)
    for word in words:
        if word is inside[0] and is_whole:
            yield _replace_words(text, inside, entry, bool(tail))
        elif word in inside and not is_whole and len(inside) == 1:
            yield _replace_within_word(word, text[start:end], entry)
        elif word not in inside or not is_whole:
            yield word


def _replace_words(text: str, inside: list[Word], entry: LexiconEntry, possessive: bool) -> Word:
    first, last = inside[0], inside[-1]
    written = text[first.start : last.end]
    word = replace(first, text=written, boundary=last.boundary, phonemes=None)
    spoken = _POSSESSIVE.sub("", written) if possessive else written
    ending = "'s" if possessive else ""
    if entry.kind == "say":
        return replace(word, spoken=entry.value + ending)
    if entry.kind == "spell":
        return replace(word, spoken=" ".join(c for c in spoken.upper() if c.isalnum()) + ending)
    ipa = entry.value if entry.kind == "ipa" else _pronounce_in_language(spoken, entry.value)
    joined = " ".join(each.spoken for each in inside)
    return replace(
        word, spoken=joined, phonemes=_add_possessive(ipa) if possessive else ipa or None
    )


def _add_possessive(ipa: str) -> str:
    is_sibilant = ipa.endswith(("s", "z", "ʃ", "ʒ"))
    return ipa + ("ɪz" if is_sibilant else "s" if ipa.endswith(("p", "t", "k", "f", "θ")) else "z")


def _pronounce_in_language(spoken: str, language: str) -> str:
    pronunciations = [pronounce_as(part, language) for part in spoken.lower().split()]
    return " ".join(pronunciations) if all(pronunciations) else ""


def _replace_within_word(word: Word, written: str, entry: LexiconEntry) -> Word:
    """Replace a part of a word, as in "Oyelaran-led"."""
    if entry.kind not in ("say", "spell"):
        return word
    spoken = entry.value if entry.kind == "say" else " ".join(written.upper())
    return replace(word, spoken=word.spoken.replace(written, spoken), phonemes=None)
