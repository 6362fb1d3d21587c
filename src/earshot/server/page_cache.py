"""Pages as they were drawn last, until anything in the library changes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable

from starlette.responses import Response

from earshot.server.storage.database import Database

MOST = 64
LARGEST = 2_000_000
"""Bytes of a page that is worth keeping."""


class Drawings:
    """By what they depend on, the library's state first of all."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._version = 0
        self._kept: OrderedDict[Hashable, Response] = OrderedDict()

    def get(self, key: Hashable) -> Response | None:
        if self._version != self._database.version:
            self._kept.clear()
            self._version = self._database.version
        return self._kept.get(key)

    def put(self, key: Hashable, drawing: Response) -> None:
        """Keep it, if nothing has changed since `get` was asked for it."""
        if self._version == self._database.version and len(bytes(drawing.body)) <= LARGEST:
            self._kept[key] = drawing
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)
