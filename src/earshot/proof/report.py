"""The proof of a recording as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from earshot.content_credentials import Signature

FaultKind = Literal[
    "silence",
    "words",
    "length",
    "alignment",
    "pitch",
    "click",
    "loudness",
    "peak",
    "duration",
    "notice",
    "signature",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A fault and its position."""

    kind: FaultKind
    message: str
    at: int
    """In ms from the start of the recording."""
    sentence: int = -1
    """The index of the sentence; -1 for the whole recording."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceProof:
    """The measurements of a sentence. Times are in ms."""

    text: str
    start: int
    end: int
    level: float
    """dBFS"""
    ms_per_letter: float
    pitch: float
    """Hz; 0 if there is no voiced sound."""
    alignment: float | None
    """How far the words are from where the aligner finds them, on average in ms; None if it finds
    nothing or is not installed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceFacts:
    """The voice of a recording, as it is installed now."""

    name: str
    licence: str
    consent: str
    """How the speaker consented to a synthetic voice; empty if that is not known."""
    fingerprint: str
    """The digest of its model and settings; empty if it is not installed."""
    is_human: bool = False
    """Whether it is the recording of a sentence by a person. Then its name has the digest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """The proof of a recording. Times are in ms."""

    file: str
    sha256: str
    version: str
    """The version of Earshot that examined it."""
    voice: VoiceFacts
    other_voices: tuple[VoiceFacts, ...]
    """Those that were chosen for single sentences."""
    has_synthetic_notice: bool
    """Whether the file says for machines that its voice is synthetic."""
    signature: Signature | None
    """None if the file has no C2PA manifest, or the extra `earshot-audio[c2pa]` is missing."""
    duration: int
    loudness: float
    """LUFS"""
    true_peak: float
    """dBTP"""
    longest_silence: int
    words_per_minute: float
    sentences: tuple[SentenceProof, ...]
    words: tuple[dict[str, Any], ...]
    """The written form, spoken form and time of every word."""
    doubts: tuple[dict[str, Any], ...]
    """Words whose reading is doubtful, as in `earshot check`."""
    faults: tuple[Fault, ...]
