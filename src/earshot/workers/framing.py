"""Messages as bytes: a fixed prefix, a JSON header, then binary parts.

Only the standard library, and no dataclasses: the eSpeak worker imports this, and importing
`dataclasses` would take as long as the rest of its start.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from struct import Struct
from typing import Any, Final, Literal, NamedTuple

MAGIC: Final = b"EWP1"
MAX_HEADER_BYTES: Final = 64 << 20
"""The largest allowed page, including its JSON escapes."""
MAX_PARTS: Final = 1_024
MAX_PARTS_BYTES: Final = 1 << 30
_PREFIX = Struct("!4sII")
"""Magic bytes, size of the header, number of parts."""
_PART_SIZE_BYTES = 4
Kind = Literal["ready", "prepare", "request", "cancel", "progress", "result", "error"]
KINDS: Final = frozenset({"ready", "prepare", "request", "cancel", "progress", "result", "error"})


class ProtocolError(Exception):
    """The bytes are not a message, or the message is too large."""


class Message(NamedTuple):
    """A request, answer or progress report. `task` is the number of its request. A `prepare` names
    what the next request will need, and has no answer."""

    kind: Kind
    task: int = 0
    body: Mapping[str, Any] = {}
    parts: Sequence[bytes] = ()


ProgressCallback = Callable[[Message], None]


def encode_message(message: Message) -> list[bytes]:
    """The buffers to send in sequence. Raises ProtocolError if the message is too large."""
    kind, task, body, parts = message
    header = json.dumps([kind, task, body], separators=(",", ":")).encode()
    sizes = [len(part) for part in parts]
    _check_sizes(len(header), sizes)
    packed = b"".join(size.to_bytes(_PART_SIZE_BYTES, "big") for size in sizes)
    return [_PREFIX.pack(MAGIC, len(header), len(parts)) + packed + header, *parts]


class Decoder:
    """Incremental decoder of messages."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._sizes: list[int] | None = None
        """Missing bytes of the header and the parts of the current message."""

    def feed(self, data: bytes) -> Iterator[Message]:
        """The messages completed by `data`. Raises ProtocolError."""
        self._buffer += data
        while (message := self._next_message()) is not None:
            yield message

    def _next_message(self) -> Message | None:
        if self._sizes is None:
            self._sizes = self._read_sizes()
        if self._sizes is None or len(self._buffer) < sum(self._sizes):
            return None
        sections, start = [], 0
        for size in self._sizes:
            sections.append(bytes(self._buffer[start : start + size]))
            start += size
        del self._buffer[:start]
        self._sizes = None
        return _parse_header(sections[0])._replace(parts=tuple(sections[1:]))

    def _read_sizes(self) -> list[int] | None:
        if not MAGIC.startswith(bytes(self._buffer[: len(MAGIC)])):
            raise ProtocolError("these bytes are not a message")
        if len(self._buffer) < _PREFIX.size:
            return None
        _, header_size, part_count = _PREFIX.unpack_from(self._buffer)
        _check_sizes(header_size, [0] * min(part_count, MAX_PARTS + 1))
        end = _PREFIX.size + _PART_SIZE_BYTES * part_count
        if len(self._buffer) < end:
            return None
        sizes = [
            int.from_bytes(self._buffer[at : at + _PART_SIZE_BYTES], "big")
            for at in range(_PREFIX.size, end, _PART_SIZE_BYTES)
        ]
        _check_sizes(header_size, sizes)
        del self._buffer[:end]
        return [header_size, *sizes]


def _parse_header(header: bytes) -> Message:
    try:
        kind, task, body = json.loads(header)
    except (ValueError, TypeError) as error:
        raise ProtocolError("the header of a message is not JSON of the expected shape") from error
    if kind not in KINDS or not isinstance(task, int) or not isinstance(body, dict):
        raise ProtocolError("the header of a message has fields of the wrong type")
    return Message(kind, task, body)


def _check_sizes(header_size: int, part_sizes: Sequence[int]) -> None:
    if header_size > MAX_HEADER_BYTES:
        raise ProtocolError(f"the header of a message has more than {MAX_HEADER_BYTES} bytes")
    if len(part_sizes) > MAX_PARTS or sum(part_sizes) > MAX_PARTS_BYTES:
        raise ProtocolError(
            f"a message has more than {MAX_PARTS} parts or {MAX_PARTS_BYTES} bytes in them"
        )
