"""Settings and edits as JSON in a column, which two releases may write by turns."""

from __future__ import annotations

import json
from typing import Any

import msgspec


def encode_over(value: Any, stored: str | None) -> str:
    """The dataclass as JSON that replaces the stored value. Fields that only a newer release has
    keep their values."""
    known = msgspec.to_builtins(value)
    other = {name: each for name, each in json.loads(stored or "{}").items() if name not in known}
    return msgspec.json.encode(other | known).decode()
