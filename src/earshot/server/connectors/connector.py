"""A connector and its articles: rows of the database, and the interface of a service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from earshot.httpclient.client import Fetcher

MAX_LISTED_ITEMS = 100
"""The newest articles of a connector that one poll reads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Connector:
    """A row. Times are in seconds since 1970."""

    id: str
    account_id: int
    """The account of this server whose library gets the stories."""
    service: str
    url: str
    credentials: Mapping[str, str]
    label: str
    """The tag, label or folder of the articles to read; empty for the default of the service."""
    playlist: str
    error: str
    """The error of the last poll; empty after success."""
    failures: int
    """Failures in a row."""
    next_check_at: float
    last_success_at: float
    created_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectorRequest:
    """A connector to add."""

    service: str
    url: str
    credentials: Mapping[str, str]
    label: str = ""
    playlist: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedItem:
    """An article in a connector. The page at `url` is read if there is no `html` and no `mail`."""

    key: str
    url: str = ""
    title: str = ""
    html: str = ""
    mail: str = ""
    """A message (RFC 5322), in ASCII."""


@dataclass(frozen=True, slots=True)
class Login:
    """The values that a service needs for its requests."""

    fetcher: Fetcher
    url: str
    """Without a slash at the end."""
    credentials: Mapping[str, str]


class Service(Protocol):
    """A kind of connector. Its methods run in a thread and raise SourceError; answers of another
    shape raise msgspec.ValidationError."""

    def list_items(self, login: Login, label: str) -> list[SavedItem]:
        """The newest unread articles with this label, the newest first."""

    def load_html(self, login: Login, item: SavedItem) -> str:
        """The text of an article as HTML; empty if its page should be read."""

    def finish_item(self, login: Login, key: str) -> None:
        """Mark an article as read, or archive it."""
