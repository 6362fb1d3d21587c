"""Readeck: its API documentation is at /docs/api of every server."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from earshot.httpclient.api import ApiRequest, send_request
from earshot.server.connectors.connector import MAX_LISTED_ITEMS, Login, SavedItem


class Bookmark(Struct):
    id: str
    url: str = ""
    title: str = ""
    has_article: bool = False


class Readeck:
    def list_items(self, login: Login, label: str) -> list[SavedItem]:
        query: dict[str, str | int] = {"is_archived": "false", "type": "article"}
        query |= {"limit": MAX_LISTED_ITEMS, "sort": "-created"}
        query |= {"labels": label} if label else {}
        request = ApiRequest(query=query, headers=_headers(login))
        answer = send_request(login.fetcher, f"{login.url}/api/bookmarks", request)
        return [
            SavedItem(key=each.id, url=each.url, title=each.title)
            for each in msgspec.json.decode(answer, type=list[Bookmark])
            if each.has_article
        ]

    def load_html(self, login: Login, item: SavedItem) -> str:
        url = f"{login.url}/api/bookmarks/{item.key}/article"
        request = ApiRequest(headers=_headers(login))
        return send_request(login.fetcher, url, request).decode("utf-8", "replace")

    def finish_item(self, login: Login, key: str) -> None:
        request = ApiRequest(method="PATCH", body={"is_archived": True}, headers=_headers(login))
        send_request(login.fetcher, f"{login.url}/api/bookmarks/{key}", request)


def _headers(login: Login) -> dict[str, str]:
    return {"Authorization": f"Bearer {login.credentials['token']}"}
