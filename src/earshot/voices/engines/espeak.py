"""espeak: eSpeak NG from the `espeakng-loader` wheel, in its own process. Everywhere, 100
languages, and plainly a machine."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cache, cached_property, lru_cache
from importlib.metadata import version
from pathlib import Path

import espeakng_loader
import numpy as np

from earshot.errors import SynthesisFailed, UnknownVoice
from earshot.model import Samples, Speech, Utterance, Word
from earshot.phonemes import NotIpa
from earshot.phonemes import espeak as mnemonics
from earshot.voices.engines import espeak_process
from earshot.voices.engines.espeak_process import EspeakRequest, EspeakResult
from earshot.voices.engines.espeak_timing import SAMPLE_RATE, timed
from earshot.voices.letter_a import LETTER_A, LETTER_A_IPA
from earshot.voices.numerals import HYPHEN, MINUS, has_negative, readable
from earshot.voices.phoneme_split import split_phonemes
from earshot.voices.protocol import Speaker
from earshot.workers.spawn import WorkerProcess, spawn_worker
from earshot.workers.worker import Worker, WorkerError

WORDS_PER_MINUTE = 165
"""Its 175 by default is a little hasty for news."""
EDITION = "2"
"""Goes up where what it makes of a text outside English changes, so that none is kept from before.
"""
PHONEME_WORDS_PER_MINUTE = 400
"""Words a minute where only the phonemes are wanted: the same ones, in half the time."""
TIMEOUT_SECONDS = 20.0
"""Seconds for one utterance, which takes a hundredth of one; past it the process hangs."""
BATCH_SIZE = 4
"""Utterances that a worker is given at once: one takes it little longer than the handing over."""
ISOLATED_CACHE_SIZE = 2_000
"""Words that it is remembered of how they are said alone."""
PREFERRED_LANGUAGES = ("en-us", "en-gb")
"""Shown and tried before the rest, as what an English story may be in."""
BCP47_TAGS = {"en-us": "en-US", "en-gb": "en-GB", "cmn": "zh"}
"""Where its codes are not the tags that pages use."""
_SWITCH = re.compile(r"\([a-z-]+\)")
"""It names the language that it borrows a word from: "(en)mˈaɪnəs(fr)"."""


class Espeak:
    name = "espeak"
    licence = "GPL-3.0"
    mos = 1.55
    """Predicted by NISQA-TTS for ten news sentences of en-us."""

    def speakers(self) -> Sequence[Speaker]:
        return [
            Speaker(name=name, languages=languages)
            for name, (_, languages) in _language_files().items()
        ]

    def open(self, speaker: str, language: str, speed: float) -> EspeakVoice:
        files = _language_files()
        if speaker not in files:
            raise UnknownVoice(voice=f"espeak:{speaker}")
        return EspeakVoice(speaker, files[speaker][0], speed)


@cache
def _version() -> str:
    return version("espeakng-loader")


@cache
def _language_files() -> dict[str, tuple[str, tuple[str, ...]]]:
    """By name (its first language code), each language file of the wheel's data, which is what
    espeak-ng knows it by, and the languages it reads: `language en-us 2`."""
    folder = Path(espeakng_loader.get_data_path(), "lang")
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for file in sorted(each for each in folder.rglob("*") if each.is_file()):
        if codes := _parse_languages(file.read_text("utf-8", "replace")):
            languages = tuple(BCP47_TAGS.get(code, code) for code in codes)
            found.setdefault(codes[0], (str(file.relative_to(folder)), languages))
    return dict(
        sorted(found.items(), key=lambda each: (each[0] not in PREFERRED_LANGUAGES, each[0]))
    )


def _parse_languages(text: str) -> list[str]:
    """The languages that a file is meant for, its own first; with a number above 5 it is only
    better than nothing."""
    lines = [line.split() for line in text.splitlines() if line.startswith("language ")]
    return [row[1] for row in lines if len(row) < 3 or int(row[2]) <= 5]


class EspeakVoice:
    """Its process starts with the first utterance and again after a hang or a crash."""

    rate = SAMPLE_RATE
    max_chars = 1_000
    batch = BATCH_SIZE
    silent = False

    def __init__(self, speaker: str, file: str, speed: float) -> None:
        self.name = f"espeak:{speaker}"
        self._file = file
        self._is_english = speaker.split("-")[0] == "en"
        self._words_per_minute = round(WORDS_PER_MINUTE * speed)
        edition = "" if self._is_english else EDITION
        self.fingerprint = f"espeak{edition} {_version()} {file} {self._words_per_minute}"
        self._worker = Worker(_start_process)
        self._isolated_phonemes = lru_cache(ISOLATED_CACHE_SIZE)(self._phonemize_isolated)

    def synthesize(self, utterance: Utterance) -> Speech:
        text, starts = self._written_out(utterance.words)
        result, pcm = self._request(text, self._words_per_minute)
        if len(pcm) < 2:
            raise SynthesisFailed(voice=self.name, text=text, reason="it said nothing")
        samples: Samples = np.frombuffer(pcm, "<i2").astype(np.float32) / np.float32(32768)
        return timed(samples, utterance.words, starts, result)

    def phonemize(self, words: Sequence[Word]) -> list[str]:
        """How each word is said in this company, in IPA. Raises SynthesisFailed."""
        text, starts = self._written_out(words)
        result, _ = self._request(text, PHONEME_WORDS_PER_MINUTE, with_audio=False)
        by_word: list[list[str]] = [[] for _ in words]
        for symbol, _, character in result.phonemes:
            by_word[max(0, bisect.bisect_right(starts, character) - 1)].append(symbol)
        for first, end in _merged_runs(by_word):
            isolated = [self._isolated_phonemes(word.spoken) for word in words[first:end]]
            by_word[first:end] = split_phonemes(by_word[first], isolated)
        return [_SWITCH.sub("", "".join(each)) for each in by_word]

    def _phonemize_isolated(self, spoken: str) -> list[str]:
        result, _ = self._request(spoken, PHONEME_WORDS_PER_MINUTE, with_audio=False)
        return [symbol for symbol, _, _ in result.phonemes]

    def _written_out(self, words: Sequence[Word]) -> tuple[str, list[int]]:
        """The text to say, and at which character each word starts in it."""
        text, starts = "", []
        for word in words:
            starts.append(len(text))
            text += (_mnemonics(word) or self._plain(word.spoken)) + word.boundary + " "
        return text.rstrip(), starts

    def _plain(self, spoken: str) -> str:
        plain = " ".join(spoken.replace("[[", " ").split())
        if self._is_english:
            return LETTER_A.sub(f"[[{mnemonics(LETTER_A_IPA)}]]", plain)
        return readable(plain, self._minus) if has_negative(plain) else readable(plain)

    @cached_property
    def _minus(self) -> str:
        """The minus sign that the language says."""
        return (
            HYPHEN
            if self._phonemize_isolated(f"{HYPHEN}5") != self._phonemize_isolated("5")
            else MINUS
        )

    def load(self) -> None:
        """Start its process."""
        with suppress(WorkerError):  # which the first utterance will report
            self._worker.start()

    def close(self) -> None:
        self._worker.stop()

    def _request(
        self, text: str, words_per_minute: int, *, with_audio: bool = True
    ) -> tuple[EspeakResult, bytes]:
        request = EspeakRequest(self._file, words_per_minute, text, with_audio)
        try:
            answer = self._worker.request(request._asdict(), TIMEOUT_SECONDS)
        except WorkerError as error:
            raise SynthesisFailed(voice=self.name, text=text, reason=str(error)) from error
        if answer.kind == "error":
            raise SynthesisFailed(voice=self.name, text=text, reason=answer.body["reason"])
        return EspeakResult(**answer.body), answer.parts[0]


def _merged_runs(by_word: list[list[str]]) -> Iterator[tuple[int, int]]:
    """First and end of each run of words that was said as if it were its first word alone."""
    for first, phonemes in enumerate(by_word):
        end = first + 1
        while end < len(by_word) and not by_word[end]:
            end += 1
        if phonemes and end > first + 1:
            yield first, end


def _start_process() -> WorkerProcess:
    return spawn_worker(
        espeak_process.__name__,
        espeakng_loader.get_library_path(),
        espeakng_loader.get_data_path(),
        is_minimal=True,
    )


def _mnemonics(word: Word) -> str:
    """The phonemes of the word in its own signs; none where it does not have them all."""
    with suppress(NotIpa):
        return " ".join(f"[[{mnemonics(ipa)}]]" for ipa in (word.phonemes or "").split())
    return ""
