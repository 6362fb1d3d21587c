"""Messages between synthesis and its worker processes, and their JSON form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Self

from earshot import errors
from earshot.audio.ffmpeg import PCM16_MAX
from earshot.errors import EarshotError
from earshot.imports import LazyModule
from earshot.model import Samples, Speech, Timing, Utterance, Word

if TYPE_CHECKING:
    import numpy as np
else:  # a command starts sooner without it
    np = LazyModule("numpy")


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceSpec:
    """The arguments of `registry.open_voice` in a worker process."""

    name: str
    language: str
    speed: float
    fingerprint: str = ""
    """Digest of the voice's files: it changes when the voice is reinstalled under the same name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechRequest:
    """Utterances for one voice. With `gain` (dB) they are also mastered."""

    voice: VoiceSpec
    utterances: tuple[Utterance, ...]
    gain: float | None = None

    def to_body(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_body(cls, body: Mapping[str, Any]) -> Self:
        return cls(
            voice=VoiceSpec(**body["voice"]),
            utterances=tuple(
                Utterance(**{**each, "words": tuple(Word(**word) for word in each["words"])})
                for each in body["utterances"]
            ),
            gain=body["gain"],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechHeader:
    """A speech without its samples, which are a binary part of the message."""

    rate: int
    edges: tuple[int, ...]
    """Start and end of each timing, flattened."""
    is_pcm: bool
    """Whether the samples are 16-bit integers instead of 32-bit floats."""
    unspoken: int

    @classmethod
    def of(cls, speech: Speech, *, is_pcm: bool) -> Self:
        edges = tuple(int(edge) for each in speech.timings for edge in (each.start, each.end))
        return cls(rate=int(speech.rate), edges=edges, is_pcm=is_pcm, unspoken=int(speech.unspoken))

    def speech(self, samples: bytes, utterance: Utterance) -> Speech:
        spoken = [word for word in utterance.words if word.spoken]
        spans = zip(spoken, self.edges[::2], self.edges[1::2], strict=False)
        return Speech(
            samples=_decode_samples(samples, self.is_pcm),
            rate=self.rate,
            timings=tuple(Timing(word=word, start=start, end=end) for word, start, end in spans),
            unspoken=self.unspoken,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechResult:
    """The speeches of a request, and the warnings of their synthesis."""

    speeches: tuple[SpeechHeader, ...]
    warnings: tuple[tuple[str, str], ...]
    """Class name and message of each warning."""

    def to_body(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_body(cls, body: Mapping[str, Any]) -> Self:
        return cls(
            speeches=tuple(SpeechHeader(**each) for each in body["speeches"]),
            warnings=tuple((name, message) for name, message in body["warnings"]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechFailure:
    """An EarshotError, which the requesting process raises again."""

    name: str
    fields: Mapping[str, str]

    def to_body(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, error: EarshotError) -> Self:
        fields = {name: str(value) for name, value in vars(error).items()}
        return cls(name=type(error).__name__, fields=fields)

    def error(self) -> EarshotError:
        kind: type[EarshotError] = getattr(errors, self.name)
        return kind(**self.fields)


def encode_samples(speech: Speech, *, is_pcm: bool) -> bytes:
    """16-bit integers for mastered speech, which is already rounded to 16 bits: half the bytes."""
    if is_pcm:
        return np.round(speech.samples * PCM16_MAX).astype(np.int16).tobytes()
    return np.ascontiguousarray(speech.samples, np.float32).tobytes()


def _decode_samples(samples: bytes, is_pcm: bool) -> Samples:
    if is_pcm:
        return np.frombuffer(samples, np.int16).astype(np.float32) / np.float32(PCM16_MAX)
    return np.frombuffer(samples, np.float32)


def decode_speeches(
    result: SpeechResult, parts: Sequence[bytes], utterances: Sequence[Utterance]
) -> list[Speech]:
    each = zip(result.speeches, parts, utterances, strict=True)
    return [header.speech(samples, utterance) for header, samples, utterance in each]
