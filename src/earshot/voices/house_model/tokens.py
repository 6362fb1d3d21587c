"""The input of a house voice: phonemes with stress, and a slot after every word.

A sentence is `^ w1 | w2 | … wN |`. Each `|` is one slot: `" "` between words, `","` at a phrase
boundary, `"."` or `"?"` at the end. A slot holds the silence after its word and has zero length
without one; `^` holds the silence before the first word. So the durations of all tokens add up to
the audio, and the time of a word is a sum of durations.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from earshot.voices.house_model.symbols import START, SymbolSet
from earshot.voices.neural_timing import NO_WORD

RISING_BOUNDARY = "↗"
"""Replaces the boundary `?` after a question with rising intonation."""
CONTINUATION_SLOT = ","
FINAL_SLOTS = {".": ".", "!": ".", "?": "?", RISING_BOUNDARY: "?"}


@dataclass(frozen=True, slots=True)
class Tokens:
    """Symbols of a set, the word index of each (or `NO_WORD`), and the indices of the rising
    slots."""

    symbol_set: SymbolSet
    symbols: tuple[str, ...]
    word_indices: tuple[int, ...]
    rising_slots: tuple[int, ...] = ()

    @property
    def ids(self) -> list[int]:
        return [self.symbol_set.ids[symbol] for symbol in self.symbols]


def build_tokens(symbol_set: SymbolSet, words: Iterable[tuple[int, Sequence[str], str]]) -> Tokens:
    """The tokens of a sequence of words. Each word has an index, symbols and the phrase boundary
    after it. A word without symbols has no tokens."""
    symbols, word_indices, rising_slots = [START], [NO_WORD], list[int]()
    last = ""
    for number, word_symbols, boundary in words:
        last = boundary or last if not word_symbols else boundary
        if word_symbols:
            symbols += [*word_symbols, CONTINUATION_SLOT if boundary else " "]
            word_indices += [number] * len(word_symbols) + [NO_WORD]
        if boundary == RISING_BOUNDARY and len(symbols) > 1:
            rising_slots.append(len(symbols) - 1)
    if len(symbols) > 1:
        symbols[-1] = FINAL_SLOTS.get(last, CONTINUATION_SLOT if last else ".")
    return Tokens(symbol_set, tuple(symbols), tuple(word_indices), tuple(rising_slots))
