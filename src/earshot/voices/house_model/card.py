"""What the file of a house voice says of itself: whose voice, by whose leave, made of what."""

from __future__ import annotations

import mmap
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from earshot.errors import BrokenVoice
from earshot.voices.onnx import protobuf

METADATA_FIELD = 14
"""Field of ModelProto: `metadata_props`, each a StringStringEntryProto of key (1) and value (2)."""
PREFIX = "earshot."
EMPTY = memoryview(b"")


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceCard:
    """Every field is text; all but `finished` and `figures` must be there."""

    speaker: str
    """Name of the voice, in plain words."""
    language: str
    """BCP 47."""
    licence: str
    """Of the recordings and so of the voice: an SPDX name, or a line of text."""
    consent: str
    """How the speaker agreed to be made a synthetic voice."""
    source: str
    """The recordings that it was made from."""
    edition: str
    """The symbols that it reads (`symbols.EDITION`)."""
    rate: str
    """Samples a second."""
    steps: str
    """How long it was trained, by stage."""
    finished: str = "yes"
    """"no" for a voice that was taken out of its training half-way."""
    figures: str = ""
    """What a judgement found, as JSON."""

    def to_metadata(self) -> dict[str, str]:
        """As it stands in the file."""
        return {PREFIX + field.name: getattr(self, field.name) for field in fields(self)}


def read_card(file: Path, voice: str) -> VoiceCard:
    """The card in a model file, found without loading its weights.

    Raises BrokenVoice if the file is not a model or has no card.
    """
    try:
        with file.open("rb") as opened:
            entries = _read_metadata(
                memoryview(mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ))
            )
        return _parse_card(entries)
    except (OSError, ValueError) as error:
        raise BrokenVoice(voice=voice, file=file, reason=error) from error


def _read_metadata(model: memoryview) -> dict[str, str]:
    found: dict[str, str] = {}
    for number, value in protobuf.parse_fields(model):
        if number == METADATA_FIELD:
            entry = dict(protobuf.parse_fields(protobuf.as_bytes(value)))
            found[protobuf.as_string(entry.get(1, EMPTY))] = protobuf.as_string(entry.get(2, EMPTY))
    return found


def _parse_card(entries: Mapping[str, str]) -> VoiceCard:
    names = [field.name for field in fields(VoiceCard)]
    values = {name: entries[PREFIX + name] for name in names if PREFIX + name in entries}
    try:
        return VoiceCard(**values)
    except TypeError as error:
        raise ValueError("it does not say whose voice it is: no house voice") from error
