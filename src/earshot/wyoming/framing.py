"""Events of the Wyoming protocol: a line of JSON, then data (JSON) and payload (bytes)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

MAX_HEADER_BYTES = 64 * 1024
MAX_BODY_BYTES = 1_000_000
"""Of the data, and of the payload."""
FRAME_SECONDS = 30.0
"""Time in which data and payload must follow their header."""


class MalformedEvent(Exception):
    """The bytes of a client are not an event. The end of the event is then unknown."""


@dataclass(frozen=True, slots=True)
class Event:
    type: str
    data: Mapping[str, Any] = field(default_factory=dict)
    payload: bytes = b""


def encode_event(event: Event) -> bytes:
    header: dict[str, object] = {"type": event.type}
    data = json.dumps(event.data).encode() if event.data else b""
    if data:
        header["data_length"] = len(data)
    if event.payload:
        header["payload_length"] = len(event.payload)
    return json.dumps(header).encode() + b"\n" + data + event.payload


async def read_header(reader: asyncio.StreamReader) -> bytes:
    """The next header line; empty if the client closed. No byte is lost if it is cancelled.

    Raises MalformedEvent.
    """
    try:
        return await reader.readuntil(b"\n")
    except asyncio.LimitOverrunError as error:
        raise MalformedEvent(f"the header is longer than {MAX_HEADER_BYTES} bytes") from error
    except asyncio.IncompleteReadError as error:
        if error.partial:
            raise MalformedEvent("the header does not end with a line feed") from error
        return b""


async def read_body(reader: asyncio.StreamReader, line: bytes) -> Event:
    """The event of a header line, with the data and payload that follow. Raises MalformedEvent."""
    header = _parse_object(line, "the header")
    kind = header.get("type")
    if not isinstance(kind, str):
        raise MalformedEvent("the header has no type")
    data_length, payload_length = _get_length(header, "data"), _get_length(header, "payload")
    data = header.get("data") or {}
    if not isinstance(data, dict):
        raise MalformedEvent("the data is not a JSON object")
    if data_length:
        data = data | _parse_object(await _read_exactly(reader, data_length), "the data")
    return Event(kind, data, await _read_exactly(reader, payload_length))


def _get_length(header: Mapping[str, Any], part: str) -> int:
    length = header.get(f"{part}_length") or 0
    if type(length) is not int or not 0 <= length <= MAX_BODY_BYTES:
        raise MalformedEvent(f"{part}_length is not a number from 0 to {MAX_BODY_BYTES}")
    return length


def _parse_object(text: bytes, name: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise MalformedEvent(f"{name} is not valid JSON") from error
    if not isinstance(found, dict):
        raise MalformedEvent(f"{name} is not a JSON object")
    return found


async def _read_exactly(reader: asyncio.StreamReader, length: int) -> bytes:
    try:
        async with asyncio.timeout(FRAME_SECONDS):
            return await reader.readexactly(length)
    except (asyncio.IncompleteReadError, TimeoutError) as error:
        raise MalformedEvent("the event is incomplete") from error
