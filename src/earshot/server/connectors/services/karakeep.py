"""Karakeep: https://docs.karakeep.app/api/"""

from __future__ import annotations

import msgspec
from msgspec import Struct, field

from earshot.httpclient.api import ApiRequest, send_request
from earshot.server.connectors.connector import MAX_LISTED_ITEMS, Login, SavedItem

MAX_PAGES = 5
"""Pages of bookmarks that are searched for a tag: the API lists bookmarks by its own tag ids."""


class Tag(Struct):
    name: str


class Content(Struct):
    type: str
    url: str | None = None
    title: str | None = None
    html: str | None = field(name="htmlContent", default=None)


class Bookmark(Struct):
    id: str
    content: Content
    title: str | None = None
    tags: list[Tag] = []


class BookmarkPage(Struct):
    bookmarks: list[Bookmark]
    next_cursor: str | None = field(name="nextCursor", default=None)


class Karakeep:
    def list_items(self, login: Login, label: str) -> list[SavedItem]:
        found: list[SavedItem] = []
        cursor: str | None = ""
        for _ in range(MAX_PAGES):
            page = _load_page(login, cursor or "")
            found += [
                SavedItem(
                    key=each.id,
                    url=each.content.url or "",
                    title=each.title or each.content.title or "",
                    html=each.content.html or "",
                )
                for each in page.bookmarks
                if each.content.type == "link"
                if not label or label in {tag.name for tag in each.tags}
            ]
            cursor = page.next_cursor
            if not cursor or not label:
                break
        return found[:MAX_LISTED_ITEMS]

    def load_html(self, login: Login, item: SavedItem) -> str:
        return item.html

    def finish_item(self, login: Login, key: str) -> None:
        request = ApiRequest(method="PATCH", body={"archived": True}, headers=_headers(login))
        send_request(login.fetcher, f"{login.url}/api/v1/bookmarks/{key}", request)


def _load_page(login: Login, cursor: str) -> BookmarkPage:
    query: dict[str, str | int] = {"archived": "false", "limit": MAX_LISTED_ITEMS}
    query |= {"includeContent": "true", **({"cursor": cursor} if cursor else {})}
    request = ApiRequest(query=query, headers=_headers(login))
    answer = send_request(login.fetcher, f"{login.url}/api/v1/bookmarks", request)
    return msgspec.json.decode(answer, type=BookmarkPage)


def _headers(login: Login) -> dict[str, str]:
    return {"Authorization": f"Bearer {login.credentials['token']}"}
