"""Connectors at read-later services: real requests to servers on loopback, a real database."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import Any, get_args

import pytest
from dovecot_server import running_dovecot
from newsroom import FakeClock
from reading_services import (
    CASES,
    PAGE,
    TEXT,
    TITLE,
    ApiServer,
    ServiceCase,
    api_server,
    create_certificate,
    mail_server,
)

from earshot.errors import RequestRejected
from earshot.httpclient.client import Fetcher
from earshot.server.account import OWNER_ID
from earshot.server.api.connectors import CREDENTIALS, ServiceName
from earshot.server.connectors import poller
from earshot.server.connectors.connector import Connector, ConnectorRequest
from earshot.server.connectors.services import SERVICES, imap
from earshot.server.service_factory import create_services
from earshot.server.services import Services
from earshot.server.settings import Settings
from earshot.server.storage.data_dir import DataDir
from earshot.server.storage.story import Story

MINIFLUX = next(each for each in CASES if each.service == "miniflux")
LOOPBACK = ("127.0.0.1",)


class Library:
    """A library without worker processes: new stories stay `todo`."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        (folder / "stories").mkdir(exist_ok=True, parents=True)
        self.services: Services = create_services(DataDir(folder), Settings(**settings))
        self.poller = self.services.connector_poller
        self.poller.clock = self.clock = FakeClock()

    def add(self, service: str, url: str, label: str = "", **credentials: str) -> str:
        now = self.clock.now()
        request = ConnectorRequest(
            service=service, url=url, credentials=credentials, label=label, playlist="Saved"
        )
        return self.poller.store.add(OWNER_ID, request, now).id

    def add_case(self, case: ServiceCase, server: ApiServer) -> str:
        return self.add(case.service, f"{server.url}/", case.label, **case.credentials)

    def poll(self, hours: float = 0) -> None:
        self.clock.time += hours * 3600
        asyncio.run(self._poll())

    async def _poll(self) -> None:
        await self.poller.poll_due()
        await self.poller.wait_until_idle()

    def connector(self, connector_id: str) -> Connector:
        return self.poller.store.require(OWNER_ID, connector_id)

    @property
    def stories(self) -> list[Story]:
        return self.services.stories.list_pending()

    def finish(self, story: Story) -> None:
        self.services.library.update(OWNER_ID, story.id, listen_status="finished")

    def sent_text(self, story: Story) -> str:
        folder = self.services.data_dir.story_dir(story.id)
        return "".join(each.read_text("utf-8") for each in sorted(folder.glob("sent-*")))


@contextmanager
def opened_library(folder: Path, **settings: Any) -> Iterator[Library]:
    library = Library(folder, **settings)
    yield library
    library.services.database.close()


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with opened_library(tmp_path, allowed_private_hosts=LOOPBACK) as opened:
        yield opened


@pytest.mark.parametrize("case", CASES, ids=lambda each: each.service)
def test_a_saved_article_becomes_a_story_and_is_marked_when_it_was_heard(
    library: Library, case: ServiceCase
) -> None:
    with api_server(case.answers) as server:
        connector = library.add_case(case, server)
        library.poll()
        assert library.connector(connector).error == ""
        [story] = library.stories
        assert (story.url, story.title) == (PAGE, TITLE)
        assert (TITLE in library.sent_text(story)) == case.has_text
        assert case.list_query in [query for _, _, query, _, _ in server.requests]
        library.poll(hours=2)
        assert len(library.stories) == 1, "it is known"
        server.requests.clear()
        library.finish(story)
        library.poll()
        method, path, _, headers, body = server.requests[-1]
        told = body.decode() if isinstance(case.finished[2], str) else json.loads(body)
        assert (method, path, told) == case.finished
        assert case.headers.items() <= headers.items()
        server.requests.clear()
        library.poll()
        assert server.requests == [], "it is told once"


def test_an_article_that_is_in_the_library_already_is_not_recorded_twice(library: Library) -> None:
    with api_server(CASES[0].answers) as first, api_server(CASES[1].answers) as second:
        library.add_case(CASES[0], first)
        library.poll()
        library.add_case(CASES[1], second)
        library.poll()
        [story] = library.stories
        library.finish(story)
        library.poll()
        assert [server.requests[-1][0] for server in (first, second)] == ["PATCH", "PATCH"]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (401, "Miniflux rejected the login (401)."),
        (404, "Miniflux was not found at this address (404)."),
        (302, "Miniflux answered with an error (302)."),
        (429, "Miniflux asks for fewer requests (429)."),
        (503, "Miniflux answered with an error (503)."),
        ("<html>Please log in</html>", "The answer is not that of Miniflux; check the address."),
        ({"entries": 3}, "The answer is not that of Miniflux; check the address."),
        ({"entries": [{"id": "x", "url": 7}]}, "The answer is not that of Miniflux; check the"),
    ],
)
def test_an_answer_that_is_wrong_is_reported_and_asked_for_less_and_less(
    library: Library, caplog: pytest.LogCaptureFixture, answer: Any, error: str
) -> None:
    answers = {**MINIFLUX.answers, "GET /v1/entries": answer}
    with api_server(answers) as server:
        connector = library.add_case(MINIFLUX, server)
        waits = []
        for _ in range(3):
            library.poll(hours=60)
            assert library.connector(connector).error.startswith(error)
            waits.append(library.connector(connector).next_check_at - library.clock.now())
        assert waits == sorted(waits)
        assert waits[-1] >= (2 * 86_400 if answer == 429 else 3600)
        assert len(caplog.messages) == 1, "the same failure is said once"
        server.answers = dict(MINIFLUX.answers)
        library.poll(hours=60)
        assert library.connector(connector).error == ""
        assert len(library.stories) == 1


def test_a_category_that_is_missing_is_named(library: Library) -> None:
    with api_server(MINIFLUX.answers) as server:
        connector = library.add("miniflux", server.url, "Sport", token="T0KEN")
        library.poll()
        assert library.connector(connector).error == "There is no category “Sport”."


def test_a_flood_of_bytes_is_cut_off(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("earshot.httpclient.api.MAX_CONTENT_BYTES", 1_000)
    with api_server({**MINIFLUX.answers, "GET /v1/entries": "x" * 100_000}) as server:
        connector = library.add_case(MINIFLUX, server)
        library.poll()
        assert library.connector(connector).error.startswith("The answer of Miniflux is larger")


def test_a_service_that_hangs_is_left(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(poller, "Fetcher", partial(Fetcher, timeout_seconds=0.2))
    with api_server(MINIFLUX.answers) as server:
        server.release.clear()
        connector = library.add_case(MINIFLUX, server)
        library.poll()
        assert library.connector(connector).error == "The server took too long."
        server.release.set()
        monkeypatch.undo()
        library.poll(hours=30)
        assert library.connector(connector).error == ""


def test_of_a_flood_of_articles_a_few_are_taken_at_once(tmp_path: Path) -> None:
    entries = [{"id": n, "url": f"{PAGE}/{n}", "title": str(n)} for n in range(300)]
    answers = {**MINIFLUX.answers, "GET /v1/entries": {"entries": entries}}
    settings = {"allowed_private_hosts": LOOPBACK, "poll_max_entries": 5}
    with opened_library(tmp_path, **settings) as library, api_server(answers) as server:
        library.add_case(MINIFLUX, server)
        library.poll()
        assert [story.url for story in library.stories] == [f"{PAGE}/{n}" for n in (4, 3, 2, 1, 0)]
        library.poll(hours=2)
        assert len(library.stories) == 10


def test_an_article_that_was_deleted_there_is_done(library: Library) -> None:
    with api_server(MINIFLUX.answers) as server:
        connector = library.add_case(MINIFLUX, server)
        library.poll()
        server.answers["PUT /v1/entries"] = 404
        library.finish(library.stories[0])
        library.poll()
        assert library.connector(connector).error == ""
        server.requests.clear()
        library.poll()
        assert server.requests == []


def test_no_connector_is_on_a_private_network_unless_its_host_is_allowed(tmp_path: Path) -> None:
    with opened_library(tmp_path) as library, api_server(MINIFLUX.answers) as server:
        connectors = [
            library.add_case(MINIFLUX, server),
            library.add("imap", "imaps://127.0.0.1", user="ann", password="secret"),
        ]
        library.poll()
        for each in connectors:
            assert "add its host to allowed_private_hosts" in library.connector(each).error
        assert server.requests == []
        other = library.add("miniflux", "http://127.0.0.1:9", token="T0KEN")
        library.poll()
        assert library.connector(other).error == "Port 9 is not allowed."


@pytest.mark.parametrize(
    ("service", "url", "credentials", "reason"),
    [
        ("pocket", PAGE, {}, "use one of wallabag"),
        ("miniflux", PAGE, {"user": "ann"}, "Miniflux needs token"),
        ("wallabag", PAGE, {"user": "ann"}, "client id and client secret and password"),
        ("miniflux", PAGE, {"token": "a\nb"}, "token is too long or has characters"),
        ("miniflux", "ftp://courier.example", {"token": "a"}, "web address"),
        ("imap", "https://courier.example", {"user": "a", "password": "b"}, "imaps://"),
    ],
)
def test_an_connector_that_cannot_work_is_rejected(
    library: Library, service: str, url: str, credentials: dict[str, str], reason: str
) -> None:
    with pytest.raises(RequestRejected, match=reason):
        library.add(service, url, **credentials)


def test_the_api_knows_every_service_and_its_credentials() -> None:
    assert get_args(ServiceName) == tuple(SERVICES)
    assert {name for each in SERVICES.values() for name in each.credentials} == set(CREDENTIALS)


def newsletter(subject: str, text: str) -> bytes:
    message = EmailMessage()
    message["From"] = "The Courier <news@courier.example>"
    message["Subject"] = subject
    message["Date"] = "Wed, 25 Nov 2026 09:12:55 +0000"
    message.set_content(f"<html><body><h1>{subject}</h1>{text}</body></html>", subtype="html")
    return message.as_bytes()


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))


@pytest.mark.usefixtures("certificate")
def test_a_newsletter_becomes_a_story_and_is_marked_as_read(
    library: Library, tmp_path: Path
) -> None:
    messages = {4: newsletter("Café “Lake”", TEXT), 9: newsletter("Ferry", TEXT)}
    with mail_server(tmp_path, messages) as server:
        url = f"imaps://127.0.0.1:{server.server_address[1]}"
        connector = library.add("imap", url, "News", user="ann", password="secret")
        library.poll()
        assert library.connector(connector).error == ""
        first, second = library.stories
        assert "Subject: Ferry" in library.sent_text(second)
        library.finish(first)
        library.poll()
        assert server.seen == {4}
        server.literal_bytes = 9_000_000_000
        library.poll(hours=2)
        assert "larger than" in library.connector(connector).error


@pytest.mark.usefixtures("certificate")
def test_a_wrong_password_of_a_mailbox_is_reported(library: Library, tmp_path: Path) -> None:
    with mail_server(tmp_path, {}) as server:
        url = f"imaps://127.0.0.1:{server.server_address[1]}"
        connector = library.add("imap", url, user="ann", password="wrong")
        library.poll()
        assert library.connector(connector).error == "Wrong password."


@pytest.mark.usefixtures("certificate")
def test_a_mail_server_that_lies_or_floods_is_reported_in_one_sentence(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap, "MAX_LINE_BYTES", 1_000_000)
    with mail_server(tmp_path, {4: newsletter("Lake", TEXT)}) as server:
        url = f"imaps://127.0.0.1:{server.server_address[1]}"
        connector = library.add("imap", url, user="ann", password="secret")
        server.search_answer = b"-1 x 99999999999 7 4"
        library.poll()
        assert library.connector(connector).error == ""
        assert len(library.stories) == 1
        server.is_flooding = True
        library.poll(hours=60)
        expected = "The answer of E-mail (IMAP) is larger than 1 MB."
        assert library.connector(connector).error == expected
        server.is_flooding, server.greeting = False, b"HTTP/1.1 400 Bad Request\r\n"
        library.poll(hours=60)
        expected = "Unexpected response: HTTP/1.1 400 Bad Request."
        assert library.connector(connector).error == expected


@pytest.mark.usefixtures("certificate")
def test_of_a_very_long_newsletter_the_beginning_is_read(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap, "MAX_MESSAGE_BYTES", 20_000)
    with mail_server(tmp_path, {4: newsletter("Lake", TEXT + "<p>picture</p>" * 10_000)}) as server:
        url = f"imaps://127.0.0.1:{server.server_address[1]}"
        connector = library.add("imap", url, user="ann", password="secret")
        library.poll()
        assert library.connector(connector).error == ""
        [story] = library.stories
        assert TEXT[:40] in library.sent_text(story)


@pytest.mark.usefixtures("certificate")
def test_a_mail_server_that_hangs_is_left(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap, "DEADLINE_SECONDS", 0.2)
    with mail_server(tmp_path, {}) as server:
        server.release.clear()
        url = f"imaps://127.0.0.1:{server.server_address[1]}"
        connector = library.add("imap", url, user="ann", password="secret")
        library.poll()
        assert library.connector(connector).failures == 1


def test_a_connector_belongs_to_one_account(library: Library) -> None:
    connector = library.add("miniflux", PAGE, token="T0KEN")
    assert library.poller.store.list_all(OWNER_ID + 1) == []
    with pytest.raises(RequestRejected, match="no such connector"):
        library.poller.store.require(OWNER_ID + 1, connector)


@pytest.mark.usefixtures("certificate")
def test_a_newsletter_on_dovecot_becomes_a_story_and_is_marked_as_read(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap, "MAX_MESSAGE_BYTES", 20_000)
    long_text = TEXT + "<p>picture</p>" * 10_000
    with running_dovecot(*create_certificate(tmp_path)) as server:
        server.deliver("News", "1", newsletter("Lake", TEXT))
        server.deliver("News", "2", newsletter("Ferry", long_text))
        url = f"imaps://127.0.0.1:{server.port}"
        connector = library.add("imap", url, "News", user="ann", password="secret")
        wrong = library.add("imap", url, "News", user="ann", password="wrong")
        library.poll()
        assert library.connector(connector).error == ""
        assert library.connector(wrong).error == "Authentication failed."
        [lake] = [each for each in library.stories if "Subject: Lake" in library.sent_text(each)]
        [ferry] = [each for each in library.stories if each.id != lake.id]
        assert "Subject: Ferry" in library.sent_text(ferry)
        assert server.list_read("News") == set()
        library.finish(lake)
        library.poll()
        assert server.list_read("News") == {"1"}
