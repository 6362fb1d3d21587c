"""The kinds of connectors. The code of each is a module, which is loaded when it is needed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, cast

from earshot.publish.translations import mark

if TYPE_CHECKING:
    from earshot.server.connectors.connector import Service


@dataclass(frozen=True, slots=True)
class ServiceType:
    name: str
    """That of its module too."""
    title: str
    """That of its class too, if there is no `class_name`."""
    credentials: tuple[str, ...]
    """The names of the credentials that it needs."""
    label_meaning: str
    """The service's word for a label, and the articles that are read without one."""
    class_name: str = ""

    def load(self) -> Service:
        module = import_module(f"{__name__}.{self.name}")
        return cast("Service", getattr(module, self.class_name or self.title)())


SERVICES: Mapping[str, ServiceType] = {
    each.name: each
    for each in (
        ServiceType(
            "wallabag",
            "Wallabag",
            ("client_id", "client_secret", "user", "password"),
            mark("tag (default: all unread articles)"),
        ),
        ServiceType(
            "readeck", "Readeck", ("token",), mark("label (default: all unarchived articles)")
        ),
        ServiceType(
            "karakeep", "Karakeep", ("token",), mark("tag (default: all unarchived links)")
        ),
        ServiceType(
            "miniflux",
            "Miniflux",
            ("token",),
            mark("category (default: unread entries with a star)"),
        ),
        ServiceType(
            "freshrss",
            "FreshRSS",
            ("user", "password"),
            mark("label or category (default: unread favourites)"),
            "FreshRss",
        ),
        ServiceType(
            "linkding",
            "linkding",
            ("token",),
            mark("tag (default: unread bookmarks)"),
            "Linkding",
        ),
        ServiceType(
            "imap",
            "E-mail (IMAP)",
            ("user", "password"),
            mark("folder (default: the inbox)"),
            "Imap",
        ),
    )
}
