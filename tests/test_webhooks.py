"""Webhooks, as a publisher's system receives them."""

from __future__ import annotations

import html
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from receiving import LOOPBACK, WebhookReceiver, webhook_receiver
from serving import SENTENCES, ServerProcess, running_server, story_markdown

from earshot.server.webhooks.outbox import MAX_DELIVERY_ATTEMPTS, OutboxMessage
from earshot.server.webhooks.store import Webhook, sign, signed_headers

HOW_TO = Path(__file__).resolve().parents[1] / "docs/how-to/receive-webhooks.md"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with running_server(
        tmp_path_factory.mktemp("library"), allowed_private_hosts=LOOPBACK
    ) as running:
        yield running


@pytest.fixture
def receiver() -> Iterator[WebhookReceiver]:
    with webhook_receiver() as running:
        yield running


@pytest.fixture(scope="module")
def is_genuine() -> Callable[[str, dict[str, str], bytes], bool]:
    """The receiver's verification, as in the how-to guide."""
    [code] = re.findall(
        r"^```python\n(.*?is_genuine.*?)^```", HOW_TO.read_text("utf-8"), re.M | re.S
    )
    names: dict[str, Any] = {}
    exec(code, names)
    found: Callable[[str, dict[str, str], bytes], bool] = names["is_genuine"]
    return found


def create_webhook(server: ServerProcess, receiver: WebhookReceiver, **more: Any) -> dict[str, Any]:
    answer = server.client.post("/v1/webhooks", json={"url": f"{receiver.base_url}/in", **more})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def execute_sql(server: ServerProcess, sql: str) -> None:
    with closing(sqlite3.connect(server.data_dir / "earshot.db", timeout=20)) as database, database:
        database.execute(sql)


def make_messages_due(server: ServerProcess) -> None:
    """Make all pending messages due, as if hours had passed."""
    execute_sql(server, "UPDATE outbox SET next_attempt_at = 0 WHERE status = 'todo'")


def deliver_despite_rejections(
    server: ServerProcess, receiver: WebhookReceiver, count: int, path: str = "/in"
) -> None:
    """Deliver so many messages, even if some are rejected first."""

    def taken() -> bool:
        make_messages_due(server)
        return len(receiver.accepted_messages(path)) >= count

    server.wait_until(taken)


def messages(server: ServerProcess, hook: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = server.client.get(f"/v1/webhooks/{hook['id']}").json()["messages"]
    return found


def events(receiver: WebhookReceiver, story: str) -> list[str]:
    taken = receiver.accepted_messages()
    return [each.payload["type"] for each in taken if each.payload["data"]["id"] == story]


def test_the_signature_matches_the_published_example() -> None:
    """The example of the Standard Webhooks libraries."""
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    found = sign(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", b'{"test": 2432232314}')
    assert found == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_message_is_sent_when_a_story_is_finished_corrected_and_deleted(
    server: ServerProcess,
    receiver: WebhookReceiver,
    is_genuine: Callable[[str, dict[str, str], bytes], bool],
) -> None:
    hook = create_webhook(server, receiver)
    story = server.create_finished_story(markdown=story_markdown("Told"), source_id="told")
    server.create_finished_story(markdown=story_markdown("Told", SENTENCES[0]), source_id="told")
    server.client.delete(story["links"]["self"])
    server.wait_until(lambda: len(events(receiver, story["id"])) == 3)
    assert events(receiver, story["id"]) == ["story.updated", "story.updated", "story.deleted"]
    first, second, last = receiver.accepted_messages()
    assert (first.payload["data"]["ready_revision"], second.payload["data"]["ready_revision"]) == (
        1,
        2,
    )
    assert first.payload["data"]["source_id"] == last.payload["data"]["source_id"] == "told"
    assert first.payload["data"]["links"]["audio"] == story["links"]["audio"]
    assert "position" not in first.payload["data"], "what the listener did is nobody's business"
    for each in receiver.accepted_messages():
        assert is_genuine(hook["secret"], each.headers, each.body)
        assert not is_genuine(hook["secret"], each.headers, each.body + b" ")
    server.client.delete(f"/v1/webhooks/{hook['id']}")


def test_a_failed_story_sends_the_reason_and_its_recovery_sends_a_message(
    server: ServerProcess, receiver: WebhookReceiver
) -> None:
    hook = create_webhook(server, receiver)
    good = {"markdown": story_markdown("Fails"), "source_id": "fails"}
    story = server.create_story(**good, voice="nobody:here")
    server.wait_until_finished(story["id"])
    server.wait_until_finished(server.create_story(**good)["id"])
    server.wait_until(lambda: len(events(receiver, story["id"])) == 2)
    assert events(receiver, story["id"]) == ["story.failed", "story.updated"]
    assert "nobody" in receiver.accepted_messages()[0].payload["data"]["error"]
    server.client.delete(f"/v1/webhooks/{hook['id']}")


def test_a_rejected_message_is_retried_in_the_order_of_its_story(
    server: ServerProcess, receiver: WebhookReceiver
) -> None:
    hook = create_webhook(server, receiver, events=["story.updated", "story.deleted"])
    receiver.default_status = 503
    story = server.create_finished_story(markdown=story_markdown("Again"), source_id="again")
    server.client.delete(story["links"]["self"])
    other = server.create_finished_story(markdown=story_markdown("Other"), source_id="other")
    ids = {story["id"], other["id"]}
    server.wait_until(lambda: {each.payload["data"]["id"] for each in receiver.messages} == ids)
    assert [each["status"] for each in messages(server, hook)] == ["todo"] * 3
    receiver.default_status = 204
    deliver_despite_rejections(server, receiver, 3)
    assert events(receiver, story["id"]) == ["story.updated", "story.deleted"]
    ours = [each for each in receiver.messages if each.payload["data"]["id"] == story["id"]]
    assert ours[0].message_id == ours[1].message_id, "every attempt has the same id"
    assert ours[0].body == ours[1].body
    server.wait_until(lambda: all(each["response"] == "204" for each in messages(server, hook)))
    attempts = {each["id"]: each["attempts"] for each in messages(server, hook)}
    assert attempts == Counter(each.message_id for each in receiver.messages)
    assert min(attempts.values()) == 1
    server.client.delete(f"/v1/webhooks/{hook['id']}")


def test_a_receiver_that_never_responds_is_disabled_and_can_be_enabled(
    server: ServerProcess, receiver: WebhookReceiver
) -> None:
    hook = create_webhook(server, receiver)
    receiver.default_status = 500
    server.create_finished_story(markdown=story_markdown("Never"), source_id="never")
    server.wait_until(lambda: messages(server, hook)[0]["attempts"] >= 1)
    execute_sql(
        server, f"UPDATE webhooks SET failure_count = {MAX_DELIVERY_ATTEMPTS - 1}"
    )  # as after days of retries
    execute_sql(
        server,
        f"UPDATE outbox SET attempts = {MAX_DELIVERY_ATTEMPTS - 1}, next_attempt_at = 0"
        " WHERE status = 'todo'",
    )
    server.wait_until(lambda: messages(server, hook)[0]["attempts"] == MAX_DELIVERY_ATTEMPTS)
    found = server.client.get(f"/v1/webhooks/{hook['id']}").json()
    assert (found["enabled"], found["messages"][0]["status"]) == (False, "failed")
    assert found["messages"][0]["response"] == "500 OK"
    server.create_finished_story(markdown=story_markdown("Unheard"), source_id="unheard")
    assert len(messages(server, hook)) == 1
    receiver.default_status = 204
    again = server.client.patch(f"/v1/webhooks/{hook['id']}", json={"enabled": True}).json()
    assert (again["enabled"], again["disabled_reason"]) == (True, None)
    server.create_finished_story(markdown=story_markdown("Heard"), source_id="heard")
    server.wait_until(lambda: len(receiver.accepted_messages()) == 1)
    server.client.delete(f"/v1/webhooks/{hook['id']}")


def test_a_receiver_that_responds_410_is_disabled(
    server: ServerProcess, receiver: WebhookReceiver
) -> None:
    hook = create_webhook(server, receiver)
    receiver.default_status = 410
    server.create_finished_story(markdown=story_markdown("Off"), source_id="off")
    server.wait_until(lambda: not server.client.get(f"/v1/webhooks/{hook['id']}").json()["enabled"])
    assert "410" in server.client.get(f"/v1/webhooks/{hook['id']}").json()["disabled_reason"]
    server.client.delete(f"/v1/webhooks/{hook['id']}")


def test_both_secrets_sign_after_a_rotation(
    server: ServerProcess,
    receiver: WebhookReceiver,
    is_genuine: Callable[[str, dict[str, str], bytes], bool],
) -> None:
    hook = create_webhook(server, receiver)
    new = server.client.post(f"/v1/webhooks/{hook['id']}/secret").json()["secret"]
    assert new != hook["secret"]
    tested = server.client.post(f"/v1/webhooks/{hook['id']}/test").json()
    assert (tested["delivered"], tested["response"]) == (True, "204")
    [came] = receiver.accepted_messages()
    assert came.payload["type"] == "webhook.test"
    assert is_genuine(hook["secret"], came.headers, came.body)
    assert is_genuine(new, came.headers, came.body)
    receiver.default_status = 404
    tested = server.client.post(f"/v1/webhooks/{hook['id']}/test").json()
    assert (tested["delivered"], tested["response"]) == (False, "404 OK")
    server.client.delete(f"/v1/webhooks/{hook['id']}")


def test_the_old_secret_expires_after_a_day_even_if_the_clock_changes() -> None:
    hook = Webhook(
        id="h",
        url="",
        events="",
        failure_count=0,
        disabled_reason="",
        created_at=0.0,
        secret=f"whsec_{'A' * 32}",
        old_secret=f"whsec_{'B' * 32}",
        rotated_at=1_000_000.0,
    )
    letter = OutboxMessage(
        id="msg_1", webhook_id="h", feed_token=None, event="", body="{}", attempts=0
    )
    for now, count in ((1_000_001, 2), (1_090_000, 1), (900_000, 1)):
        assert len(signed_headers(hook, letter, now)["webhook-signature"].split()) == count


def test_the_secret_is_returned_once_and_webhooks_need_the_admin_scope(
    server: ServerProcess,
) -> None:
    made = server.client.post("/v1/webhooks", json={"url": "https://x.example/in"}).json()
    at = f"/v1/webhooks/{made['id']}"
    assert made["secret"].startswith("whsec_")
    listed = server.client.get("/v1/webhooks").json()["webhooks"]
    assert [each["id"] for each in listed] == [made["id"]]
    assert "secret" not in listed[0]
    assert "secret" not in server.client.get(at).json()
    changed = server.client.patch(at, json={"events": ["story.failed"], "enabled": False}).json()
    assert (changed["events"], changed["enabled"]) == (["story.failed"], False)
    assert server.client.delete(at).status_code == 204
    assert server.client.get(at).status_code == 404
    for wrong in ({}, {"url": "file:///etc/passwd"}, {"url": "https://x/", "events": ["all"]}):
        assert server.client.post("/v1/webhooks", json=wrong).status_code == 422, wrong


def test_a_private_receiver_is_called_only_if_its_host_is_trusted(
    tmp_path: Path, receiver: WebhookReceiver
) -> None:
    with running_server(tmp_path) as server:
        hook = create_webhook(server, receiver)
        tested = server.client.post(f"/v1/webhooks/{hook['id']}/test").json()
        assert not tested["delivered"]
        assert "public" in tested["response"]
        assert receiver.messages == []


def test_webhooks_are_created_tested_and_deleted_on_the_page(
    server: ServerProcess,
    receiver: WebhookReceiver,
    is_genuine: Callable[[str, dict[str, str], bytes], bool],
) -> None:
    made = server.client.post("/publisher", data={"hook": f"{receiver.base_url}/in"}).text
    secret = re.findall(r"whsec_[\w+/=]+", html.unescape(made))[0]
    [hook] = server.client.get("/v1/webhooks").json()["webhooks"]
    tried = server.client.post("/publisher", data={"test": hook["id"]}).text
    assert "Delivered: 204" in tried
    [came] = receiver.accepted_messages()
    assert is_genuine(secret, came.headers, came.body)
    server.client.patch(f"/v1/webhooks/{hook['id']}", json={"enabled": False})
    assert "Paused:" in server.client.get("/publisher").text
    server.client.post("/publisher", data={"enable": hook["id"]})
    assert server.client.get("/v1/webhooks").json()["webhooks"][0]["enabled"]
    server.client.post("/publisher", data={"remove": hook["id"]})
    assert server.client.get("/v1/webhooks").json()["webhooks"] == []
    refused = server.client.post("/publisher", data={"hook": "javascript:alert(1)"})
    assert refused.status_code == 422
