"""The catalog of an account's library, as reading apps load it behind a sign-in."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import feedparser
import httpx
import pytest
from accounts import OWNER_HASH, create_key, logged_in
from serving import ServerProcess, running_server, story_markdown

EPUB = "application/epub+zip"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    folder = tmp_path_factory.mktemp("library")
    settings = {"password": OWNER_HASH, "trusted_proxies": "127.0.0.1"}
    with running_server(folder, **settings) as running:
        yield running


@pytest.fixture(scope="module")
def key(server: ServerProcess) -> Iterator[str]:
    """A key with the scope `read` of an account with one story."""
    with logged_in(server) as client:
        server.client.headers.update(create_key(client, "write"))
        server.create_finished_story(markdown=story_markdown("Ferry & lake"), source_id="book")
        del server.client.headers["Authorization"]
        yield create_key(client, "read")["Authorization"].removeprefix("Bearer ")


def test_a_reading_app_that_knows_only_basic_loads_the_books(
    server: ServerProcess, key: str
) -> None:
    app = httpx.BasicAuth("any name", key)
    answer = server.client.get("/opds.xml", auth=app)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "private, max-age=60")
    [entry] = feedparser.parse(answer.content).entries
    assert entry.title == "Ferry & lake"
    urls = {each["type"]: each["href"] for each in entry.links}
    book = server.client.get(urls[EPUB], auth=app)
    assert book.headers["content-type"] == EPUB
    assert zipfile.ZipFile(io.BytesIO(book.content)).testzip() is None
    sound = server.client.get(urls["audio/mpeg"], auth=app)
    assert (sound.status_code, sound.headers["content-type"]) == (200, "audio/mpeg")
    unchanged = {"If-None-Match": answer.headers["etag"]}
    assert server.client.get("/opds.xml", auth=app, headers=unchanged).status_code == 304


def test_a_program_sends_the_key_as_a_token(server: ServerProcess, key: str) -> None:
    answer = server.client.get("/opds.xml", headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == 200


@pytest.mark.parametrize("path", ["/opds.xml", "/opds/nothing/1.epub"])
def test_an_app_without_a_key_is_asked_for_one(server: ServerProcess, path: str) -> None:
    answer = server.client.get(path)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith('Basic realm="Earshot"')
    assert answer.headers["content-type"] == "application/opds-authentication+json"
    [method] = answer.json()["authentication"]
    assert method["type"] == "http://opds-spec.org/auth/basic"


@pytest.mark.parametrize(
    "authorization",
    ["Basic !!!", "Basic YW5uOnNlY3JldA==", "Bearer earshot-none", "Basic eDplYXJzaG90LW5vbmU="],
)
def test_a_wrong_key_opens_nothing(server: ServerProcess, key: str, authorization: str) -> None:
    answer = server.client.get("/opds.xml", headers={"Authorization": authorization})
    assert answer.status_code == 401
    assert "Ferry" not in answer.text


def test_a_book_that_does_not_exist_is_not_found(server: ServerProcess, key: str) -> None:
    answer = server.client.get("/opds/nothing/1.epub", auth=httpx.BasicAuth("", key))
    assert (answer.status_code, answer.json()["code"]) == (404, "story_not_found")
