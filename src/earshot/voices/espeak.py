"""espeak: eSpeak NG from the `espeakng-loader` wheel, in its own process. Everywhere, 100
languages, and plainly a machine."""

from __future__ import annotations

import bisect
import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import espeakng_loader
import numpy as np

from earshot.errors import SynthesisFailed, UnknownVoice
from earshot.model import Samples, Speech, Timing, Utterance, Word
from earshot.phonemes import NotIpa
from earshot.phonemes import espeak as mnemonics
from earshot.voices import espeak_worker
from earshot.voices.letters import LETTER_A, NAME_OF_A
from earshot.voices.protocol import Speaker
from earshot.voices.sharing import shared_out

RATE = 22_050
WORDS_A_MINUTE = 165
"""Its 175 by default is a little hasty for news."""
HASTE = 400
"""Words a minute where only the phonemes are wanted: the same ones, in half the time."""
PATIENCE = 20.0
"""Seconds for one utterance, which takes a hundredth of one; past it the process hangs."""
BATCH = 4
"""Utterances that a worker is given at once: one takes it little longer than the handing over."""
OPENING, CLOSING = 0.02, 0.04
"""Seconds of its own silence that stay before the first and after the last word."""
ALONE = 2_000
"""Words that it is remembered of how they are said alone."""
FIRST = ("en-us", "en-gb")
"""Shown and tried before the rest, as what an English story may be in."""
BCP47 = {"en-us": "en-US", "en-gb": "en-GB", "cmn": "zh"}
"""Where its codes are not the tags that pages use."""


class Espeak:
    name = "espeak"
    quality = 1.55
    """Predicted by NISQA-TTS for ten news sentences of en-us."""

    def speakers(self) -> Sequence[Speaker]:
        return [
            Speaker(name=name, languages=languages)
            for name, (_, languages) in _language_files().items()
        ]

    def open(self, speaker: str, language: str, pace: float) -> EspeakVoice:
        files = _language_files()
        if speaker not in files:
            raise UnknownVoice(voice=f"espeak:{speaker}")
        return EspeakVoice(speaker, files[speaker][0], pace)


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
        if codes := _codes(file.read_text("utf-8", "replace")):
            languages = tuple(BCP47.get(code, code) for code in codes)
            found.setdefault(codes[0], (str(file.relative_to(folder)), languages))
    return dict(sorted(found.items(), key=lambda each: (each[0] not in FIRST, each[0])))


def _codes(text: str) -> list[str]:
    """The languages that a file is meant for, its own first; with a number above 5 it is only
    better than nothing."""
    rows = [line.split() for line in text.splitlines() if line.startswith("language ")]
    return [row[1] for row in rows if len(row) < 3 or int(row[2]) <= 5]


class EspeakVoice:
    """Its process starts with the first utterance and again after a hang or a crash."""

    rate = RATE
    longest = 1_000
    batch = BATCH
    soundless = False

    def __init__(self, speaker: str, file: str, pace: float) -> None:
        self.name = f"espeak:{speaker}"
        self._file = file
        self._english = speaker.split("-")[0] == "en"
        self._words_a_minute = round(WORDS_A_MINUTE * pace)
        self.fingerprint = f"espeak {_version()} {file} {self._words_a_minute}"
        self._process: subprocess.Popen[bytes] | None = None
        self._alone = lru_cache(ALONE)(self._spelt_alone)

    def synthesize(self, utterance: Utterance) -> Speech:
        text, starts = _written_out(utterance.words, self._english)
        facts, pcm = self._ask(text, self._words_a_minute)
        if facts.get("error") or len(pcm) < 2:
            raise SynthesisFailed(
                voice=self.name, text=text, reason=facts.get("error") or "it said nothing"
            )
        samples: Samples = np.frombuffer(pcm, "<i2").astype(np.float32) / np.float32(32768)
        onsets = _onsets(starts, facts["words"], len(samples))
        pauses = [at for symbol, at, _ in facts["phonemes"] if not symbol]
        return _trimmed(samples, utterance.words, onsets, [*pauses, len(samples)])

    def phonemes(self, words: Sequence[Word]) -> list[str]:
        """How each word is said in this company, in IPA. Raises SynthesisFailed."""
        text, starts = _written_out(words, self._english)
        facts, _ = self._ask(text, HASTE, sound=False)
        if facts.get("error"):
            raise SynthesisFailed(voice=self.name, text=text, reason=facts["error"])
        heard: list[list[str]] = [[] for _ in words]
        for symbol, _, character in facts["phonemes"]:
            heard[max(0, bisect.bisect_right(starts, character) - 1)].append(symbol)
        for first, end in _runs(heard):
            alone = [self._alone(word.spoken) for word in words[first:end]]
            heard[first:end] = shared_out(heard[first], alone)
        return ["".join(each) for each in heard]

    def _spelt_alone(self, spoken: str) -> list[str]:
        facts, _ = self._ask(spoken, HASTE, sound=False)
        return [symbol for symbol, _, _ in facts.get("phonemes", ())]

    def load(self) -> None:
        """Start its process."""
        self._process = self._process or _started()

    def close(self) -> None:
        if self._process:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def _ask(
        self, text: str, words_a_minute: int, *, sound: bool = True
    ) -> tuple[dict[str, Any], bytes]:
        request = {
            "voice": self._file, "words_a_minute": words_a_minute, "text": text, "sound": sound,
        }  # fmt: skip
        process = self._process = self._process or _started()
        try:
            _send(process, json.dumps(request).encode() + b"\n")
            answer = _Answer(process, time.monotonic() + PATIENCE)
            facts: dict[str, Any] = json.loads(answer.line())
            return facts, answer.exactly(2 * facts.get("samples", 0))
        except (OSError, EOFError, ValueError) as error:
            self.close()
            raise SynthesisFailed(voice=self.name, text=text, reason=str(error)) from error
        except BaseException:
            self.close()  # half an answer in the pipe would be taken for the next one
            raise


def _runs(heard: list[list[str]]) -> Iterator[tuple[int, int]]:
    """First and end of each run of words that was said as if it were its first word alone."""
    for first, phonemes in enumerate(heard):
        end = first + 1
        while end < len(heard) and not heard[end]:
            end += 1
        if phonemes and end > first + 1:
            yield first, end


def _started() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [
            sys.executable,
            "-I",
            espeak_worker.__file__,
            espeakng_loader.get_library_path(),
            espeakng_loader.get_data_path(),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is for us to handle
    )


def _send(process: subprocess.Popen[bytes], request: bytes) -> None:
    assert process.stdin is not None
    process.stdin.write(request)
    process.stdin.flush()


class _Answer:
    """Bytes from the process, with an end to the patience."""

    def __init__(self, process: subprocess.Popen[bytes], deadline: float) -> None:
        assert process.stdout is not None
        self._pipe = process.stdout.fileno()
        self._deadline = deadline
        self._read = b""

    def line(self) -> bytes:
        while b"\n" not in self._read:
            self._more()
        line, _, self._read = self._read.partition(b"\n")
        return line

    def exactly(self, size: int) -> bytes:
        parts, got = [self._read], len(self._read)
        while got < size:
            self._read = b""
            self._more()
            parts.append(self._read)
            got += len(self._read)
        return b"".join(parts)

    def _more(self) -> None:
        left = self._deadline - time.monotonic()
        if left <= 0 or not select.select([self._pipe], [], [], left)[0]:
            raise TimeoutError("espeak-ng took too long")
        got = os.read(self._pipe, 1 << 16)
        if not got:
            raise EOFError("espeak-ng ended")
        self._read += got


def _written_out(words: Sequence[Word], english: bool) -> tuple[str, list[int]]:
    """The text to say, and at which character each word starts in it."""
    text, starts = "", []
    for word in words:
        starts.append(len(text))
        text += _said(word, english) + word.boundary + " "
    return text.rstrip(), starts


def _said(word: Word, english: bool) -> str:
    """What it is given for a word: its own mnemonics where the word has phonemes."""
    if word.phonemes:
        with suppress(NotIpa):
            return " ".join(f"[[{mnemonics(ipa)}]]" for ipa in word.phonemes.split())
    plain = " ".join(word.spoken.replace("[[", " ").split())
    return LETTER_A.sub(f"[[{mnemonics(NAME_OF_A)}]]", plain) if english else plain


def _onsets(starts: list[int], events: list[list[int]], length: int) -> list[int]:
    """The sample at which each word starts: that of the first event inside it, or where it has
    none (espeak-ng runs "of the" together) half-way to the next."""
    first: dict[int, int] = {}
    for character, sample in events:
        first.setdefault(bisect.bisect_right(starts, character) - 1, sample)
    onsets: list[int] = []
    for number in range(len(starts)):
        floor = onsets[-1] if onsets else 0
        if number in first:
            onsets.append(max(floor, min(first[number], length)))
        else:
            following = next((first[n] for n in range(number, len(starts)) if n in first), length)
            onsets.append((floor + max(floor, following)) // 2)
    return onsets


def _trimmed(
    samples: Samples, words: Sequence[Word], onsets: list[int], pauses: list[int]
) -> Speech:
    """The speech from its first word to its last, each word ending at the next one or at the
    pause before it."""
    ends = [
        min(following, pauses[bisect.bisect_right(pauses[:-1], start)])
        for start, following in zip(onsets, [*onsets[1:], len(samples)], strict=True)
    ]
    opening = max(0, onsets[0] - round(OPENING * RATE))
    closing = min(len(samples), ends[-1] + round(CLOSING * RATE))
    timings = tuple(
        Timing(word=word, start=start - opening, end=end - opening)
        for word, start, end in zip(words, onsets, ends, strict=True)
    )
    return Speech(samples=samples[opening:closing], rate=RATE, timings=timings)
