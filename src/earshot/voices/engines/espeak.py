"""espeak: eSpeak NG from the `espeakng-loader` wheel, in its own process. It runs everywhere,
speaks 100 languages and sounds robotic."""

from __future__ import annotations

import bisect
import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cache, cached_property, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import espeakng_loader

from earshot.disk_cache import load_value, store_value
from earshot.errors import SynthesisFailed, UnknownVoice
from earshot.imports import LazyModule
from earshot.model import Samples, Speech, Utterance, Word
from earshot.phonemes import NotIpa
from earshot.phonemes import espeak as mnemonics
from earshot.voices.engine_scores import MOS
from earshot.voices.engines import espeak_process
from earshot.voices.engines.espeak_process import EspeakRequest, EspeakResult
from earshot.voices.engines.espeak_timing import SAMPLE_RATE, build_speech
from earshot.voices.espeak_numbers import HYPHEN, MINUS, has_negative, readable
from earshot.voices.letter_a import LETTER_A, LETTER_A_IPA
from earshot.voices.phoneme_split import split_phonemes
from earshot.voices.protocol import Speaker
from earshot.workers.errors import WorkerError
from earshot.workers.spawn import WorkerProcess, spawn_worker
from earshot.workers.worker import Worker

if TYPE_CHECKING:
    import numpy as np
else:  # a command starts sooner without it
    np = LazyModule("numpy")

WORDS_PER_MINUTE = 165
"""The default of eSpeak NG, 175, is a little fast for news."""
EDITION = "2"
"""Version of the text passed to eSpeak NG. Increment it to invalidate cached speech."""
PHONEME_WORDS_PER_MINUTE = 400
"""Words per minute for requests of phonemes only: the same phonemes in half the time."""
TIMEOUT_SECONDS = 20.0
"""Timeout of one utterance, which normally takes a hundredth of a second."""
BATCH_SIZE = 4
"""Utterances per request: synthesis is hardly slower than the transfer."""
ISOLATED_CACHE_SIZE = 2_000
"""Number of isolated words whose phonemes are cached."""
PREFERRED_LANGUAGES = ("en-us", "en-gb")
"""Listed and tried first, because articles are often in English."""
BCP47_TAGS = {"en-us": "en-US", "en-gb": "en-GB", "cmn": "zh"}
"""Exceptions: eSpeak NG names that are not the language tags of web pages."""
_SWITCH = re.compile(r"\([a-z-]+\)")
"""Language switches for borrowed words: "(en)mˈaɪnəs(fr)"."""


class Espeak:
    name = "espeak"
    licence = "GPL-3.0"
    mos = MOS["espeak"]

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
    """Language files of the wheel by name (their first language code, as espeak-ng names
    them), with the languages that each covers: `language en-us 2`. Reading the 140 files takes
    longer than the JSON of an earlier process."""
    folder = Path(espeakng_loader.get_data_path(), "lang")
    facts = f"{_version()} {folder} {folder.stat().st_mtime_ns}".encode()
    name = f"espeak-languages/{hashlib.sha256(facts).hexdigest()[:32]}"
    found = load_value(name, json.loads)
    if found is None:
        found = _read_language_files(folder)
        store_value(name, json.dumps(found))
    return {name: (file, tuple(languages)) for name, (file, languages) in found.items()}


def _read_language_files(folder: Path) -> dict[str, tuple[str, tuple[str, ...]]]:
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for file in sorted(each for each in folder.rglob("*") if each.is_file()):
        if codes := _parse_languages(file.read_text("utf-8", "replace")):
            languages = tuple(BCP47_TAGS.get(code, code) for code in codes)
            found.setdefault(codes[0], (str(file.relative_to(folder)), languages))
    return dict(
        sorted(found.items(), key=lambda each: (each[0] not in PREFERRED_LANGUAGES, each[0]))
    )


def _parse_languages(text: str) -> list[str]:
    """The languages of a file, its own first. Those with a priority above 5 are fallbacks and left
    out."""
    lines = [line.split() for line in text.splitlines() if line.startswith("language ")]
    return [row[1] for row in lines if len(row) < 3 or int(row[2]) <= 5]


class EspeakVoice:
    """The process starts with the first utterance, and again after a hang or a crash."""

    rate = SAMPLE_RATE
    max_chars = 1_000
    batch_size = BATCH_SIZE
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
            raise SynthesisFailed(voice=self.name, text=text, reason="it returned no audio")
        samples: Samples = np.frombuffer(pcm, "<i2").astype(np.float32) / np.float32(32768)
        return build_speech(samples, utterance.words, starts, result)

    def phonemize(self, words: Sequence[Word]) -> list[str]:
        """The IPA of each word in context. Raises SynthesisFailed."""
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
        """The text for eSpeak NG, and the offset of each word in it."""
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
        """The minus sign that eSpeak NG reads in this language."""
        return (
            HYPHEN
            if self._phonemize_isolated(f"{HYPHEN}5") != self._phonemize_isolated("5")
            else MINUS
        )

    def load(self) -> None:
        """Start the process."""
        with suppress(WorkerError):  # the first utterance will raise it
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
    """Start and end of each run of words whose phonemes were all assigned to its first word."""
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
    """The word's own phonemes as mnemonics; empty if one of them has no mnemonic."""
    with suppress(NotIpa):
        return " ".join(f"[[{mnemonics(ipa)}]]" for ipa in (word.phonemes or "").split())
    return ""
