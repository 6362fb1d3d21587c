"""Miniflux: https://miniflux.app/docs/api.html"""

from __future__ import annotations

import msgspec
from msgspec import Struct

from earshot.errors import NoArticle
from earshot.httpclient.api import ApiRequest, send_request
from earshot.server.connectors.connector import MAX_LISTED_ITEMS, Login, SavedItem


class Category(Struct):
    id: int
    title: str


class Entry(Struct):
    id: int
    url: str
    title: str = ""


class EntryList(Struct):
    entries: list[Entry]


class Miniflux:
    def list_items(self, login: Login, label: str) -> list[SavedItem]:
        query: dict[str, str | int] = {"status": "unread", "limit": MAX_LISTED_ITEMS}
        query |= {"order": "published_at", "direction": "desc"}
        query |= {"category_id": _find_category(login, label)} if label else {"starred": "true"}
        request = ApiRequest(query=query, headers=_headers(login))
        answer = send_request(login.fetcher, f"{login.url}/v1/entries", request)
        return [
            SavedItem(key=str(each.id), url=each.url, title=each.title)
            for each in msgspec.json.decode(answer, type=EntryList).entries
        ]

    def load_html(self, login: Login, item: SavedItem) -> str:
        return ""

    def finish_item(self, login: Login, key: str) -> None:
        body = {"entry_ids": [int(key)], "status": "read"}
        request = ApiRequest(method="PUT", body=body, headers=_headers(login))
        send_request(login.fetcher, f"{login.url}/v1/entries", request)


def _find_category(login: Login, title: str) -> int:
    answer = send_request(
        login.fetcher, f"{login.url}/v1/categories", ApiRequest(headers=_headers(login))
    )
    for each in msgspec.json.decode(answer, type=list[Category]):
        if each.title.casefold() == title.casefold():
            return each.id
    raise NoArticle(source=login.url, reason=f"there is no category “{title}”")


def _headers(login: Login) -> dict[str, str]:
    return {"X-Auth-Token": login.credentials["token"]}
