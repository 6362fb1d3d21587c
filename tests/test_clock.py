"""A clock that jumps while the server runs, by libfaketime (Debian's package `faketime`)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from accounts import OWNER_HASH, OWNER_PASSWORD
from receiving import LOOPBACK, WebhookReceiver, webhook_receiver
from serving import ServerProcess, running_server, story_markdown
from test_podcasts import channel, check_feed, new_feed
from test_webhooks import create_webhook

LIBRARIES = [*Path("/usr/lib").glob("*/faketime/libfaketime.so.1")]
pytestmark = pytest.mark.skipif(not LIBRARIES, reason="faketime is not installed")


class Clock:
    """The clock of processes that are started from now on."""

    def __init__(self, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._file = file
        self.set("+0")
        monkeypatch.setenv("LD_PRELOAD", str(LIBRARIES[0]))
        monkeypatch.setenv("FAKETIME_TIMESTAMP_FILE", str(file))
        monkeypatch.setenv("FAKETIME_CACHE_DURATION", "1")
        monkeypatch.setenv("FAKETIME_DONT_FAKE_MONOTONIC", "1")

    def set(self, offset: str) -> None:
        """Set the clock to an offset from the real time, such as "-400d"."""
        new = self._file.with_suffix(".new")
        new.write_text(offset)
        new.replace(self._file)


@pytest.fixture
def clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(tmp_path / "clock", monkeypatch)


@pytest.fixture
def receiver() -> Iterator[WebhookReceiver]:
    with webhook_receiver() as receiver:
        yield receiver


def year_of(server: ServerProcess) -> int:
    return parsedate_to_datetime(server.client.get("/health/live").headers["date"]).year


def test_a_clock_that_jumps_stops_nothing(
    tmp_path: Path, clock: Clock, receiver: WebhookReceiver
) -> None:
    with running_server(tmp_path, allowed_private_hosts=LOOPBACK, password=OWNER_HASH) as server:
        server.client.post("/login", data={"password": OWNER_PASSWORD})
        create_webhook(server, receiver)
        feed = new_feed(server).replace(server.base_url, "")
        for number, offset in enumerate(("-400d", "+400d")):
            year = year_of(server)
            clock.set(offset)
            server.wait_until(lambda year=year: year_of(server) != year)
            server.client.post("/login", data={"password": OWNER_PASSWORD})
            story = server.create_finished_story(markdown=story_markdown(f"Number {number}"))
            server.wait_until(lambda story=story: is_told(receiver, story["id"]))
            check_feed(channel(server, feed))
            now = server.client.get("/health/live").headers["date"]
            created_at = datetime.fromisoformat(story["created_at"])
            assert abs(parsedate_to_datetime(now) - created_at).days == 0
        assert len(channel(server, feed).findall("item")) == number + 1


def is_told(receiver: WebhookReceiver, story_id: str) -> bool:
    return any(each.payload["data"]["id"] == story_id for each in receiver.accepted_messages())
