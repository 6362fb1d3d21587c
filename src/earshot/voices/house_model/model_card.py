"""The card of a house voice in its file: speaker, consent, licence, material and training.

A voice is trained on recordings of a person, who consented to it, or on those of a teacher: a
larger voice. Its card says which.
"""

from __future__ import annotations

import json
import mmap
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path

from earshot.errors import BrokenVoice
from earshot.voices.house_model.constants import ESPEAK_LANGUAGES, SAMPLE_RATE
from earshot.voices.house_model.symbols import select_symbol_set
from earshot.voices.onnx import protobuf

METADATA_FIELD = 14
"""Field of ModelProto: `metadata_props`, each a StringStringEntryProto of key (1) and value (2)."""
PREFIX = "earshot."
EMPTY = memoryview(b"")
NO_CONSENT_NEEDED = "not needed: a voice model spoke the recordings"
"""The consent of a voice with a teacher."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceCard:
    """All fields are text; all but the last three are required."""

    speaker: str
    """Display name of the voice."""
    language: str
    """BCP 47."""
    licence: str
    """Licence of the recordings and so of the voice: an SPDX name, or a line of text."""
    consent: str
    """How the speaker consented to a synthetic voice."""
    source: str
    """The recordings of the training."""
    edition: str
    """Version of its symbols (`SymbolSet.version`)."""
    rate: str
    """Samples per second."""
    steps: str
    """Duration of the training by stage."""
    finished: str = "yes"
    """"no" if the training was not completed."""
    figures: str = ""
    """Evaluation metrics as JSON."""
    teacher: str = ""
    """The voice that spoke the material, with its licence and files; empty for a person's."""

    def to_metadata(self) -> dict[str, str]:
        """The key-value pairs stored in the file."""
        return {PREFIX + field.name: getattr(self, field.name) for field in fields(self)}


def read_card(file: Path, voice: str) -> VoiceCard:
    """Read the card of a model file without loading its weights.

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


def check_edition(voice: str, file: Path, card: VoiceCard) -> None:
    """Raises BrokenVoice if the voice was made for other symbols, rates or languages."""
    is_known = card.language in ESPEAK_LANGUAGES and card.rate == str(SAMPLE_RATE)
    if not is_known or card.edition != select_symbol_set(card.language).version:
        reason = "it was made for another version of Earshot; train it again"
        raise BrokenVoice(voice=voice, file=file, reason=reason)


def read_figure(card: VoiceCard, name: str) -> float:
    """A figure of the evaluation; 0 if the card has none."""
    with suppress(ValueError, TypeError, AttributeError):
        return float(json.loads(card.figures or "{}").get(name) or 0.0)
    return 0.0


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
        card = VoiceCard(**values)
    except TypeError as error:
        raise ValueError("it has no card, so it is not a house voice") from error
    if card.consent == NO_CONSENT_NEEDED and not card.teacher:
        raise ValueError("its card does not name the voice that was its teacher")
    return card
