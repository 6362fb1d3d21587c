"""Word onsets by an independent aligner: CMU PocketSphinx, forced alignment."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pocketsphinx import Decoder

from earshot.alignment import forced_alignment
from earshot.model import Speech, Utterance


class ReferenceAligner:
    def __init__(self) -> None:
        self._dictionary = Decoder(lm=None, loglevel="FATAL")

    def has_all_words(self, utterance: Utterance) -> bool:
        """Whether the dictionary of the aligner has every word."""
        return all(
            self._dictionary.lookup_word(token)
            for word in utterance.words
            for token in re.findall(r"[a-z']+", word.spoken.lower())
        )

    def onset_errors(self, utterance: Utterance, speech: Speech) -> Iterator[float]:
        """Return the distance in seconds between the reported onset of each word and that of the
        aligner; nothing if the aligner finds no path, which is not an error of Earshot."""
        spans = forced_alignment(speech.samples, speech.rate, utterance.words)
        for timing, (start, _) in zip(speech.timings, spans, strict=False):
            yield (timing.start - start) / speech.rate
