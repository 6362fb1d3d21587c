"""Wallabag: https://app.wallabag.it/api/doc/"""

from __future__ import annotations

import msgspec
from msgspec import Struct, field

from earshot.httpclient.api import ApiRequest, send_request
from earshot.server.connectors.connector import MAX_LISTED_ITEMS, Login, SavedItem


class Token(Struct):
    access_token: str


class Entry(Struct):
    id: int
    url: str | None = None
    title: str | None = None
    content: str | None = None


class Entries(Struct):
    items: list[Entry]


class EntryPage(Struct):
    embedded: Entries = field(name="_embedded")


class Wallabag:
    def list_items(self, login: Login, label: str) -> list[SavedItem]:
        query: dict[str, str | int] = {"archive": 0, "perPage": MAX_LISTED_ITEMS, "detail": "full"}
        query |= {"sort": "created", "order": "desc", **({"tags": label} if label else {})}
        request = ApiRequest(query=query, headers=_log_in(login))
        answer = send_request(login.fetcher, f"{login.url}/api/entries.json", request)
        return [
            SavedItem(
                key=str(each.id),
                url=each.url or "",
                title=each.title or "",
                html=each.content or "",
            )
            for each in msgspec.json.decode(answer, type=EntryPage).embedded.items
        ]

    def load_html(self, login: Login, item: SavedItem) -> str:
        return item.html

    def finish_item(self, login: Login, key: str) -> None:
        request = ApiRequest(method="PATCH", body={"archive": 1}, headers=_log_in(login))
        send_request(login.fetcher, f"{login.url}/api/entries/{key}.json", request)


def _log_in(login: Login) -> dict[str, str]:
    known = login.credentials
    form = {
        "grant_type": "password",
        "client_id": known["client_id"],
        "client_secret": known["client_secret"],
        "username": known["user"],
        "password": known["password"],
    }
    answer = send_request(
        login.fetcher, f"{login.url}/oauth/v2/token", ApiRequest(method="POST", form=form)
    )
    return {"Authorization": f"Bearer {msgspec.json.decode(answer, type=Token).access_token}"}
