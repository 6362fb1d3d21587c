"""An independent opinion on when words are heard: CMU PocketSphinx, forced to the text."""

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
        """Whether every word is in its dictionary: it cannot place what it cannot spell."""
        return all(
            self._dictionary.lookup_word(token)
            for word in utterance.words
            for token in re.findall(r"[a-z']+", word.spoken.lower())
        )

    def onset_errors(self, utterance: Utterance, speech: Speech) -> Iterator[float]:
        """Seconds between each word's reported onset and where the aligner hears it; nothing where
        it finds no way through the sentence, which is no error of ours."""
        spans = forced_alignment(speech.samples, speech.rate, utterance.words)
        for timing, (start, _) in zip(speech.timings, spans, strict=False):
            yield (timing.start - start) / speech.rate
