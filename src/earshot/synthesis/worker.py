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
from earshot.audio.ffmpeg import PCM
from earshot.errors import EarshotError, SynthesisFailed, UnspokenSentence
from earshot.model import Samples, Speech, Timing, Utterance
from earshot.synthesis import spawn as waiting
from earshot.synthesis.spawn import Begun
from earshot.voices.protocol import Voice

PATIENCE = 300.0
"""Seconds for one utterance, the loading of its model included; past it the process hangs."""
ENDING = 1.0
"""Seconds that a process which closed its line has to end."""
Answer = tuple[dict[str, Any], list[bytes]]
"""Facts, and the samples of each utterance."""
TRIES = 3
"""Of a process that ended by itself: whoever killed it may not do so again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A voice as a process is asked for it; see `catalogue.open_voice`."""

    name: str
    language: str
    pace: float
    fingerprint: str = ""
    """As it is now: a voice that was installed anew under its old name is another one."""


class Booth:
    """One process, begun when it is first asked and anew when it has ended. Not for two threads
    at once."""

    def __init__(self) -> None:
        self._begun: Begun | None = None
        self._line: Connection | None = None

    @property
    def runs(self) -> bool:
        """Whether its process is there already."""
        return self._begun is not None and self._begun.usable

    def say(self, order: Order, utterance: Utterance) -> Speech:
        """What the voice makes of it. Raises what the voice raises, and SynthesisFailed where its
        process ends or hangs."""
        return self._asked(order, [utterance], None)[0]

    def perform(self, order: Order, utterances: Sequence[Utterance], gain: float) -> list[Speech]:
        """The utterances, said whatever happens and mastered with `gain` dB, both over there.

        Warns and raises as `saying.say_all`, and SynthesisFailed where the process ends or hangs.
        """
        return self._asked(order, utterances, gain)

    def _asked(
        self, order: Order, utterances: Sequence[Utterance], gain: float | None
    ) -> list[Speech]:
        for _ in range(TRIES):
            try:
                return _speeches(self._answer(order, utterances, gain), utterances)
            except (EOFError, OSError) as error:
                reason = self._ended(error)
        raise SynthesisFailed(voice=order.name, text=utterances[0].spoken, reason=reason)

    def close(self) -> None:
        """End the process; the next utterance begins another."""
        if self._line:
            self._line.close()
            self._line = None
        if self._begun:
            self._begun.close()
            self._begun = None

    def _answer(self, order: Order, utterances: Sequence[Utterance], gain: float | None) -> Answer:
        if not self.runs:
            self.close()
            self._begin()
        assert self._line is not None
        try:
            self._line.send_bytes(pickle.dumps((order, utterances, gain)))
            if not self._line.poll(PATIENCE):
                self.close()
                reason = f"it took longer than {PATIENCE:.0f} s"
                raise SynthesisFailed(voice=order.name, text=utterances[0].spoken, reason=reason)
            facts = self._line.recv()
            return facts, [self._line.recv_bytes() for _ in facts.get("said", ())]
        except (EOFError, OSError, EarshotError):
            raise
        except BaseException:
            self.close()  # half an answer on the line would be taken for the next one
            raise

    def _begin(self) -> None:
        self._begun = waiting.taken() or waiting.begin()
        self._line = Connection(self._begun.line.detach())

    def _ended(self, error: Exception) -> str:
        """How the process ended, for a message."""
        code = None
        if self._begun:
            with suppress(subprocess.TimeoutExpired):
                code = self._begun.process.wait(ENDING)
        self.close()
        if code is None:
            return f"its process does not answer: {error}"
        return f"its process was ended by signal {-code}" if code < 0 else "its process ended"


class BoothVoice:
    """A voice that speaks in a booth: `Voice`, with the facts of the one it stands for."""

    def __init__(self, voice: Voice, order: Order, booth: Booth) -> None:
        self.name, self.rate, self.longest = voice.name, voice.rate, voice.longest
        self.soundless, self.fingerprint = voice.soundless, voice.fingerprint
        self._order = order
        self._booth = booth

    def synthesize(self, utterance: Utterance) -> Speech:
        return self._booth.say(self._order, utterance)

    def close(self) -> None:
        """The process stays, for the next voice."""


def _speeches(answer: Answer, utterances: Sequence[Utterance]) -> list[Speech]:
    facts, sounds = answer
    for category, warning in facts.get("warnings", ()):
        _warn(category, warning)
    if "error" in facts:
        raise getattr(errors, facts["error"])(**facts["facts"])
    return list(map(_speech, facts["said"], sounds, utterances))


def _warn(category: str, told: str) -> None:
    """What is so of a whole machine, and not of a sentence, is told once."""
    kind: type[Warning] = getattr(errors, category)
    if issubclass(kind, UnspokenSentence) or (category, told) not in _told:
        _told.add((category, told))
        warnings.warn(told, kind, 2)


_told: set[tuple[str, str]] = set()


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
        return np.frombuffer(sound, np.int16).astype(np.float32) / np.float32(PCM)
    return np.frombuffer(sound, np.float32)
