"""FreshRSS and other servers with the API of Google Reader:
https://freshrss.github.io/FreshRSS/en/developers/06_GoogleReader_API.html"""

from __future__ import annotations

from urllib.parse import quote

import msgspec
from msgspec import Struct

from earshot.errors import NoArticle
from earshot.httpclient.api import ApiRequest, send_request
from earshot.server.connectors.connector import MAX_LISTED_ITEMS, Login, SavedItem

API = "/api/greader.php"
READ, STARRED = "user/-/state/com.google/read", "user/-/state/com.google/starred"


class Link(Struct):
    href: str


class Item(Struct):
    id: str
    title: str = ""
    canonical: list[Link] = []
    alternate: list[Link] = []


class ItemPage(Struct):
    items: list[Item]


class FreshRss:
    def list_items(self, login: Login, label: str) -> list[SavedItem]:
        stream = f"user/-/label/{label}" if label else STARRED
        query: dict[str, str | int] = {"output": "json", "n": MAX_LISTED_ITEMS, "xt": READ}
        request = ApiRequest(query=query, headers=_log_in(login))
        path = f"/reader/api/0/stream/contents/{quote(stream)}"
        answer = send_request(login.fetcher, f"{login.url}{API}{path}", request)
        return [
            SavedItem(key=each.id, url=links[0].href, title=each.title)
            for each in msgspec.json.decode(answer, type=ItemPage).items
            if (links := each.canonical or each.alternate)
        ]

    def load_html(self, login: Login, item: SavedItem) -> str:
        return ""

    def finish_item(self, login: Login, key: str) -> None:
        headers = _log_in(login)
        url = f"{login.url}{API}/reader/api/0"
        token = send_request(login.fetcher, f"{url}/token", ApiRequest(headers=headers))
        form = {"i": key, "a": READ, "T": token.decode("ascii", "replace").strip()}
        request = ApiRequest(method="POST", form=form, headers=headers)
        send_request(login.fetcher, f"{url}/edit-tag", request)


def _log_in(login: Login) -> dict[str, str]:
    known = login.credentials
    form = {"Email": known["user"], "Passwd": known["password"]}
    answer = send_request(
        login.fetcher,
        f"{login.url}{API}/connectors/ClientLogin",
        ApiRequest(method="POST", form=form),
    )
    for line in answer.decode("utf-8", "replace").splitlines():
        name, _, value = line.partition("=")
        if name == "Auth" and value.isascii() and value.isprintable():
            return {"Authorization": f"GoogleLogin auth={value}"}
    raise NoArticle(source=login.url, reason="its login returned no token")
