"""Rendered pages, cached until the library changes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable

from starlette.responses import Response

from earshot.server.storage.database import Database

MAX_PAGES = 64
MAX_PAGE_BYTES = 2_000_000
"""The largest page in bytes that is cached."""


class PageCache:
    """The keys are what a page depends on; the first part is the version of the library."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._version = 0
        self._pages: OrderedDict[Hashable, Response] = OrderedDict()

    def get(self, key: Hashable) -> Response | None:
        if self._version != self._database.change_counter:
            self._pages.clear()
            self._version = self._database.change_counter
        return self._pages.get(key)

    def put(self, key: Hashable, page: Response) -> None:
        """Store the page, unless the library has changed since `get` was called."""
        if (
            self._version == self._database.change_counter
            and len(bytes(page.body)) <= MAX_PAGE_BYTES
        ):
            self._pages[key] = page
            while len(self._pages) > MAX_PAGES:
                self._pages.popitem(last=False)
