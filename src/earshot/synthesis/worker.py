"""A process of our own that voices speak in, so that all cores are at work and a crash, a hang or
a runaway model costs a sentence and not the article."""

from __future__ import annotations

import pickle
import subprocess
import warnings
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

import numpy as np

from earshot import errors
from earshot.audio.ffmpeg import PCM16_MAX
from earshot.errors import EarshotError, SynthesisFailed, UnspokenSentence
from earshot.model import Samples, Speech, Timing, Utterance
from earshot.synthesis import spawn
from earshot.synthesis.spawn import SpawnedProcess
from earshot.voices.protocol import Voice

TIMEOUT_SECONDS = 300.0
"""Seconds for one utterance, the loading of its model included; past it the process hangs."""
EXIT_TIMEOUT_SECONDS = 1.0
"""Seconds that a process which closed its line has to end."""
Answer = tuple[dict[str, Any], list[bytes]]
"""Facts, and the samples of each utterance."""
MAX_ATTEMPTS = 3
"""Of a process that ended by itself: whoever killed it may not do so again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceSpec:
    """A voice as a process is asked for it; see `catalogue.open_voice`."""

    name: str
    language: str
    speed: float
    fingerprint: str = ""
    """As it is now: a voice that was installed anew under its old name is another one."""


class SynthesisWorker:
    """One process, begun when it is first asked and anew when it has ended. Not for two threads
    at once."""

    def __init__(self) -> None:
        self._process: SpawnedProcess | None = None
        self._connection: Connection | None = None

    @property
    def is_running(self) -> bool:
        """Whether its process is there already."""
        return self._process is not None and self._process.usable

    def synthesize(self, order: VoiceSpec, utterance: Utterance) -> Speech:
        """What the voice makes of it. Raises what the voice raises, and SynthesisFailed where its
        process ends or hangs."""
        return self._request(order, [utterance], None)[0]

    def synthesize_all(
        self, order: VoiceSpec, utterances: Sequence[Utterance], gain: float
    ) -> list[Speech]:
        """The utterances, said whatever happens and mastered with `gain` dB, both over there.

        Warns and raises as `saying.say_all`, and SynthesisFailed where the process ends or hangs.
        """
        return self._request(order, utterances, gain)

    def _request(
        self, order: VoiceSpec, utterances: Sequence[Utterance], gain: float | None
    ) -> list[Speech]:
        for _ in range(MAX_ATTEMPTS):
            try:
                return _read_answer(self._answer(order, utterances, gain), utterances)
            except (EOFError, OSError) as error:
                reason = self._exit_reason(error)
        raise SynthesisFailed(voice=order.name, text=utterances[0].spoken, reason=reason)

    def close(self) -> None:
        """End the process; the next utterance begins another."""
        if self._connection:
            self._connection.close()
            self._connection = None
        if self._process:
            self._process.close()
            self._process = None

    def _answer(
        self, order: VoiceSpec, utterances: Sequence[Utterance], gain: float | None
    ) -> Answer:
        if not self.is_running:
            self.close()
            self._start()
        assert self._connection is not None
        try:
            self._connection.send_bytes(pickle.dumps((order, utterances, gain)))
            if not self._connection.poll(TIMEOUT_SECONDS):
                self.close()
                reason = f"it took longer than {TIMEOUT_SECONDS:.0f} s"
                raise SynthesisFailed(voice=order.name, text=utterances[0].spoken, reason=reason)
            facts = self._connection.recv()
            return facts, [self._connection.recv_bytes() for _ in facts.get("said", ())]
        except (EOFError, OSError, EarshotError):
            raise
        except BaseException:
            self.close()  # half an answer on the line would be taken for the next one
            raise

    def _start(self) -> None:
        self._process = spawn.take_warm_process() or spawn.spawn()
        self._connection = Connection(self._process.socket.detach())

    def _exit_reason(self, error: Exception) -> str:
        """How the process ended, for a message."""
        code = None
        if self._process:
            with suppress(subprocess.TimeoutExpired):
                code = self._process.process.wait(EXIT_TIMEOUT_SECONDS)
        self.close()
        if code is None:
            return f"its process does not answer: {error}"
        return f"its process was ended by signal {-code}" if code < 0 else "its process ended"


class WorkerVoice:
    """A voice that speaks in a booth: `Voice`, with the facts of the one it stands for."""

    def __init__(self, voice: Voice, order: VoiceSpec, booth: SynthesisWorker) -> None:
        self.name, self.rate, self.max_chars = voice.name, voice.rate, voice.max_chars
        self.silent, self.fingerprint = voice.silent, voice.fingerprint
        self._spec = order
        self._worker = booth

    def synthesize(self, utterance: Utterance) -> Speech:
        return self._worker.synthesize(self._spec, utterance)

    def close(self) -> None:
        """The process stays, for the next voice."""


def _read_answer(answer: Answer, utterances: Sequence[Utterance]) -> list[Speech]:
    facts, sounds = answer
    for category, warning in facts.get("warnings", ()):
        _warn(category, warning)
    if "error" in facts:
        raise getattr(errors, facts["error"])(**facts["facts"])
    return list(map(_speech, facts["said"], sounds, utterances))


def _warn(category: str, message: str) -> None:
    """What is so of a whole machine, and not of a sentence, is told once."""
    kind: type[Warning] = getattr(errors, category)
    if issubclass(kind, UnspokenSentence) or (category, message) not in _shown_warnings:
        _shown_warnings.add((category, message))
        warnings.warn(message, kind, 2)


_shown_warnings: set[tuple[str, str]] = set()


def _speech(facts: dict[str, Any], sound: bytes, utterance: Utterance) -> Speech:
    spoken = [word for word in utterance.words if word.spoken]
    spans = zip(spoken, facts["edges"][::2], facts["edges"][1::2], strict=False)
    return Speech(
        samples=_samples(sound, facts["kind"]),
        rate=facts["rate"],
        timings=tuple(Timing(word=word, start=start, end=end) for word, start, end in spans),
        unspoken=facts["unspoken"],
    )


def _samples(sound: bytes, kind: str) -> Samples:
    """16-bit samples where they were rounded to that, which halves what goes over the line."""
    if kind == "pcm":
        return np.frombuffer(sound, np.int16).astype(np.float32) / np.float32(PCM16_MAX)
    return np.frombuffer(sound, np.float32)
