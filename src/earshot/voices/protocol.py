"""What an engine and a voice are to the rest of the house."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from earshot.model import Speech, Utterance


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """A voice that an engine knows, whether or not it can be used on this machine."""

    name: str
    languages: tuple[str, ...]
    """BCP 47. A language without a region stands for all of its regions."""
    install_hint: str = ""
    """The install hint; empty when it can."""
    explicit_only: bool = False
    """Whether it speaks only when it is asked for by name, and is never the default."""
    licence: str = ""
    """Its own, where that differs from voice to voice of an engine."""
    unfinished: bool = False
    """Whether it was taken out of its training half-way, and so sounds worse than it will."""


class Voice(Protocol):
    """One speaker of one engine, ready to speak. Not to be used by two threads at once."""

    name: str
    """engine:speaker"""
    rate: int
    """Samples a second of what it returns."""
    max_chars: int
    """The most characters of `Utterance.spoken` that it can take at once."""
    silent: bool
    """Whether silence is all that it should make."""
    fingerprint: str
    """What, beside the words, decides how it sounds: engine and version, model, speaker, pace.
    Speech is kept and found again by it. To be known before anything large is loaded."""

    def synthesize(self, utterance: Utterance) -> Speech:
        """Say it. There is one timing for each word with a spoken form, in their order.

        Raises SynthesisFailed.
        """
        ...

    # A voice that gains from saying several at once has besides: `batch`, how many (1 where it does
    # not gain here), and `synthesize_all(utterances)`, a list of their speeches. One that loads
    # much for its first utterance has `load()`, which does that before. One whose loudness was
    # measured beforehand has `gain`: the dB that `mastering.calibrate_gain` finds for it, or None.
    # A slow one has `calibration_step`: of how many calibration sentences one is said to find it.

    def close(self) -> None:
        """Let go of processes and memory; it may speak again afterwards."""
        ...


class Engine(Protocol):
    """A family of voices. The entry point `earshot.voices` names a class of this shape."""

    name: str
    mos: float
    """Predicted mean opinion score (1–5) of its speech: the best one is the default."""

    # An engine may have besides: `mos_is_estimate`, where nobody measured that, and `licence`, that
    # of all its voices.

    def speakers(self) -> Sequence[Speaker]:
        """Every voice it knows, the one to take by default first for each language. An engine
        that makes voices up from others has `speaker(name)` besides: that one, or None."""
        ...

    def open(self, speaker: str, language: str, speed: float) -> Voice:
        """The speaker, ready to speak `language` at `pace` times its natural speed. What takes
        long or much memory is left until the first utterance.

        Raises UnknownVoice or VoiceNotInstalled.
        """
        ...
