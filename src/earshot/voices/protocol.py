"""The interfaces of engines and voices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from earshot.model import Speech, Utterance

Gender = Literal["female", "male", ""]
"""How a voice sounds; empty if that is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """A voice of an engine, whether or not it is usable on this machine."""

    name: str
    languages: tuple[str, ...]
    """BCP 47. A language without a region covers all of its regions."""
    gender: Gender = ""
    install_hint: str = ""
    """How to install it; empty if it is usable."""
    explicit_only: bool = False
    """Whether it must be selected by name and is never the default."""
    licence: str = ""
    """Licence of the voice, if the voices of the engine differ."""
    consent: str = ""
    """How the person whose voice it is consented; empty if that is not known."""
    unfinished: bool = False
    """Whether its training was not completed."""
    naturalness: float = 0.0
    """Predicted opinion score of this voice; 0 if only that of its engine is known."""


class Voice(Protocol):
    """A speaker of an engine, ready for synthesis. Not thread-safe."""

    name: str
    """engine:speaker"""
    rate: int
    """Samples per second of the output."""
    max_chars: int
    """Maximum length of `Utterance.spoken`."""
    silent: bool
    """Whether its output is always silence."""
    fingerprint: str
    """Everything besides the words that determines the audio: engine and version, model, speaker,
    speed. It is part of the cache key, and must be available before large files are loaded."""

    def synthesize(self, utterance: Utterance) -> Speech:
        """Synthesize an utterance. There is one timing per word with a spoken form, in their
        order.

        Raises SynthesisFailed.
        """
        ...

    # Optional attributes: `batch_size` and `synthesize_all(utterances)`, for voices that gain from
    # batches (1 if not on this machine); `load()`, which loads the model before the first
    # utterance; `gain`, a known result of `mastering.calibrate_gain` in dB, or None;
    # `calibration_step`: a slow voice is calibrated with every n-th sentence.

    def close(self) -> None:
        """Free processes and memory. The voice can be used again afterwards."""
        ...


class Engine(Protocol):
    """A family of voices. An entry point of the group `earshot.voices` names such a class."""

    name: str
    mos: float
    """Predicted mean opinion score (1–5); the engine with the highest one is the default."""

    # Optional attributes of an engine: `mos_is_estimate` if the MOS was not measured, and
    # `licence`
    # of all its voices.

    def speakers(self) -> Sequence[Speaker]:
        """All voices of the engine; the first one of a language is its default. An engine with
        derived voices, such as blends, also has `speaker(name)`, which returns a Speaker or None.
        """
        ...

    def open(self, speaker: str, language: str, speed: float) -> Voice:
        """Open a voice in `language` at `speed` times its natural speed. Slow or large loading is
        deferred until the first utterance.

        Raises UnknownVoice or VoiceNotInstalled.
        """
        ...
