"""Stops the build if a voice file does not say who spoke or taught it, and under which licence.

The build has no library for ONNX, so the metadata of the files is read here.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

VOICES = Path("src") / "earshot_voices"
REQUIRED = ("licence", "consent", "language", "edition")
TAUGHT = "not needed:"
"""How the consent of a voice begins that a teacher, not a person, spoke."""
MAX_BYTES = 12_000_000
METADATA_FIELD = 14
"""Of ModelProto: entries of a key (1) and a value (2)."""
VARINT, BYTES = 0, 2


class CheckCards(BuildHookInterface[Any]):
    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        files = sorted((Path(self.root) / VOICES).glob("*.onnx"))
        if not files:
            raise SystemExit(f"{VOICES} has no voice files")
        for file in files:
            if fault := find_fault(file.read_bytes()):
                raise SystemExit(f"{file.name}: {fault}")


def find_fault(model: bytes) -> str:
    """What is wrong with a voice file; empty if it is complete."""
    if len(model) > MAX_BYTES:
        return f"it has more than {MAX_BYTES:,} bytes"
    try:
        card = dict(
            _read_entry(value) for number, value in _fields(model) if number == METADATA_FIELD
        )
    except (IndexError, ValueError):
        return "it is not an ONNX file"
    needs_teacher = card.get("earshot.consent", "").startswith(TAUGHT)
    required = (*REQUIRED, "teacher") if needs_teacher else REQUIRED
    missing = [name for name in required if not card.get(f"earshot.{name}")]
    return f"its card has no {missing[0]}" if missing else ""


def _read_entry(entry: bytes) -> tuple[str, str]:
    parts = {number: value.decode() for number, value in _fields(entry)}
    return parts.get(1, ""), parts.get(2, "")


def _fields(message: bytes) -> Iterator[tuple[int, bytes]]:
    """The numbers and values of the fields that hold bytes."""
    place = 0
    while place < len(message):
        key, place = _read_varint(message, place)
        length, place = _read_varint(message, place)
        if key & 7 == BYTES:
            yield key >> 3, message[place : place + length]
            place += length
        elif key & 7 != VARINT:
            raise ValueError(f"wire type {key & 7}")


def _read_varint(message: bytes, place: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[place]
        value |= (byte & 127) << shift
        place, shift = place + 1, shift + 7
        if byte < 128:
            return value, place
