"""linkding: https://linkding.link/api/"""

from __future__ import annotations

import msgspec
from msgspec import Struct

from earshot.httpclient.api import ApiRequest, send_request
from earshot.server.connectors.connector import MAX_LISTED_ITEMS, Login, SavedItem


class Bookmark(Struct):
    id: int
    url: str
    title: str = ""


class BookmarkPage(Struct):
    results: list[Bookmark]


class Linkding:
    def list_items(self, login: Login, label: str) -> list[SavedItem]:
        query: dict[str, str | int] = {"q": f"#{label}" if label else "!unread"}
        query |= {"limit": MAX_LISTED_ITEMS}
        request = ApiRequest(query=query, headers=_headers(login))
        answer = send_request(login.fetcher, f"{login.url}/api/bookmarks/", request)
        return [
            SavedItem(key=str(each.id), url=each.url, title=each.title)
            for each in msgspec.json.decode(answer, type=BookmarkPage).results
        ]

    def load_html(self, login: Login, item: SavedItem) -> str:
        return ""

    def finish_item(self, login: Login, key: str) -> None:
        request = ApiRequest(method="POST", headers=_headers(login))
        send_request(login.fetcher, f"{login.url}/api/bookmarks/{key}/archive/", request)


def _headers(login: Login) -> dict[str, str]:
    return {"Authorization": f"Token {login.credentials['token']}"}
