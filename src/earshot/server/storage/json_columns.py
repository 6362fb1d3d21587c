"""Settings and edits as JSON in a column, which two releases may write by turns."""

from __future__ import annotations

import json
from typing import Any

import msgspec


def merge_json(value: Any, stored: str | None) -> str:
    """Encode the dataclass as JSON. Fields of the stored value that only a newer release has are
    kept."""
    known = msgspec.to_builtins(value)
    other = {name: each for name, each in json.loads(stored or "{}").items() if name not in known}
    return msgspec.json.encode(other | known).decode()
