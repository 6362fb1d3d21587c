"""The notice in a file that its voice is synthetic, or that a person reads it.

By IPTC's digital source type (https://cv.iptc.org/newscodes/digitalsourcetype/) for machines, and
in words for people.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

_SOURCE_TYPES = "http://cv.iptc.org/newscodes/digitalsourcetype/"
SYNTHETIC = f"{_SOURCE_TYPES}trainedAlgorithmicMedia"
PARTLY_SYNTHETIC = f"{_SOURCE_TYPES}compositeWithTrainedAlgorithmicMedia"
CAPTURED = f"{_SOURCE_TYPES}digitalCapture"
SOURCE_TYPE = "DigitalSourceType"
ReadBy = Literal["voice", "person", "both"]
HUMAN_PREFIX = "human:"
"""Of the name that a recording by a person has in place of a voice."""


def is_human(voice: str) -> bool:
    """Whether the sentences of this voice were recorded by a person."""
    return voice.startswith(HUMAN_PREFIX)


def human_file_name(voice: str) -> str:
    """The file of a recording by a person: `human-DIGEST.flac`."""
    return f"{human_file_stem(voice)}.flac"


def story_recording_file_name(voice: str) -> str:
    """The file that lists the sentences of a recording of a whole story."""
    return f"{human_file_stem(voice)}.json"


def human_file_stem(voice: str) -> str:
    """What the names of all files of a recording by a person begin with, before a dot."""
    return voice.replace(":", "-")


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceOrigin:
    """Who reads a recording: a voice, people, or both."""

    voice: str
    sentence_count: int
    human_count: int
    """The number of sentences that a person recorded."""

    @property
    def read_by(self) -> ReadBy:
        if not self.human_count:
            return "voice"
        return "person" if self.human_count == self.sentence_count else "both"

    @property
    def source_type(self) -> str:
        """IPTC's digital source type."""
        types = {"voice": SYNTHETIC, "both": PARTLY_SYNTHETIC, "person": CAPTURED}
        return types[self.read_by]

    @property
    def note(self) -> str:
        if self.read_by == "voice":
            return f"Read by a synthetic voice ({self.voice}), made with Earshot."
        if self.read_by == "person":
            return "Read by a person, made with Earshot."
        share = f"{self.human_count} of {self.sentence_count} sentences"
        return (
            f"Read by a synthetic voice ({self.voice}) and by a person ({share}), made with "
            "Earshot."
        )


def find_origin(voice: str, sentence_voices: Sequence[str]) -> VoiceOrigin:
    """`sentence_voices` has the own voice of each sentence, or an empty string."""
    human_count = sum(map(is_human, sentence_voices))
    return VoiceOrigin(voice=voice, sentence_count=len(sentence_voices), human_count=human_count)
