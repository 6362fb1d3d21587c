"""Where a text came from, as the reading rooms are told it."""

from __future__ import annotations

from typing import NamedTuple


class Origin(NamedTuple):
    """`source` is what the caller named, for errors; `url` the page's address, or nothing."""

    source: str
    url: str = ""
