"""The server's log: its formats, and the secrets that it leaves out."""

from __future__ import annotations

import json
import logging
import re
import sys
from pathlib import Path

import httpx
import pytest
from serving import SENTENCES, running_server, story_markdown

from earshot.server.log_context import add_log_fields
from earshot.server.logs import LineFormatter, remove_secrets

SECRETS = ("earshot-0123456789abcdefghij", "whsec_0123456789abcdef", "eyJhbGci.eyJzdWIi.c2lnbmVk")
TEXT = "Zanzibarquokka"


def log_line(kind: str) -> str:
    record = logging.makeLogRecord({"msg": 'story a-1: "x"', "levelno": 40, "levelname": "ERROR"})
    return LineFormatter(kind).format(record)


def test_a_line_has_its_fields_in_each_format() -> None:
    fields = json.loads(log_line("json"))
    assert (fields["level"], fields["story_id"]) == ("error", "a-1")
    assert log_line("logfmt").endswith('level=error message="story a-1: \\"x\\"" story_id=a-1')
    assert log_line("text").endswith('ERROR story a-1: "x" story_id=a-1')


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        *((f"key {secret} was used", "was used") for secret in SECRETS),
        ("GET /feeds/abcdef123456.xml", ".xml"),
        ("GET /media/abcdef123456/story/1.mp3", "/story/1.mp3"),
        ("GET /invitations/abcdef123456", "GET /invitations/"),
        ("Authorization: Bearer abcdef123456", "Authorization"),
        ("https://ann:abcdef123456@feeds.example/x", "feeds.example/x"),
        ("/s/x?token=abcdef123456&a=1", "&a=1"),
        ("https://feeds.example/x?user=abcdef123456&a=1", "&a=1"),
    ],
)
def test_secrets_are_removed(text: str, kept: str) -> None:
    cleaned = remove_secrets(text)
    assert kept in cleaned
    assert not any(secret in cleaned for secret in (*SECRETS, "abcdef123456"))


@pytest.mark.parametrize("kind", ["text", "logfmt", "json"])
def test_a_path_can_neither_begin_a_line_nor_steer_a_terminal(kind: str) -> None:
    path = "/\n2026-11-28 ERROR forged\r\x1b[2J\x9b\u2028"
    line = LineFormatter(kind).format(logging.makeLogRecord({"msg": path}))
    assert "forged" in line
    assert line.splitlines() == [line] or kind == "json"
    assert not re.search(r"[\x00-\x1f]", line)


def test_a_line_has_the_ids_of_the_work_in_hand() -> None:
    with add_log_fields(story_id="b-2", request_id="0123456789abcdef"):
        fields = json.loads(log_line("json"))
    assert (fields["story_id"], fields["request_id"]) == ("a-1", "0123456789abcdef")
    assert "request_id" not in json.loads(log_line("json"))


def traceback_of(error: Exception) -> str:
    try:
        try:
            raise ValueError(TEXT)
        except ValueError as cause:
            raise error from cause
    except Exception:
        record = logging.makeLogRecord({"msg": "a task", "exc_info": sys.exc_info()})
    return LineFormatter("text").format(record)


def test_a_traceback_has_no_message_that_may_quote_a_story(
    caplog: pytest.LogCaptureFixture,
) -> None:
    found = traceback_of(OSError(5, "Input/output error"))
    assert TEXT not in found
    assert found.index("ValueError\n") < found.index("in traceback_of", found.index("led to this"))
    assert "OSError: [Errno 5] Input/output error" in found
    with caplog.at_level(logging.DEBUG, "earshot"):
        assert f"ValueError: {TEXT}" in traceback_of(KeyError(TEXT))


def test_an_error_of_a_worker_process_has_the_ids_and_no_text_of_the_story(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with running_server(tmp_path, log_format="json") as server:
        body = f"{TEXT}. {SENTENCES[0]}"
        story = server.create_finished_story(markdown=story_markdown("Damaged", body))
        script = tmp_path / "stories" / story["id"] / "1" / "script.json"
        script.write_text(json.dumps(json.loads(script.read_text())["article"]))
        answer = server.client.get(f"/v1/stories/{story['id']}/findings")
    assert answer.status_code == 503
    lines = [json.loads(line) for line in capfd.readouterr().err.splitlines()]
    [line] = [each for each in lines if each["message"] == "a task"]
    assert line["story_id"] == story["id"]
    assert line["request_id"] == answer.headers["request-id"]
    assert "worker_process.py" in line["traceback"]
    assert TEXT not in json.dumps(lines)


def test_the_log_of_a_server_has_ids_and_no_secret(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with running_server(tmp_path, log_format="json", access_log="true") as server:
        story = server.create_story(markdown=story_markdown(TEXT), voice="silent:nobody")
        server.wait_until_finished(story["id"])
        headers = {"Authorization": f"Bearer {SECRETS[0]}"}
        answer = server.client.get(f"/v1/stories/{story['id']}?token={SECRETS[2]}", headers=headers)
        server.client.get(f"/feeds/{SECRETS[0]}.xml")
        with httpx.Client(base_url=server.base_url, timeout=60) as kept_alive:  # one connection
            kept_alive.post("/v1/stories/other/analytics", content=b" " * 1_000_000)
            later = kept_alive.get("/health/live")
    lines = [json.loads(line) for line in capfd.readouterr().err.splitlines()]
    [line] = [each for each in lines if each.get("request_id") == answer.headers["request-id"]]
    assert line["message"] == f"GET /v1/stories/{story['id']}"
    assert (line["story_id"], line["status"]) == (story["id"], answer.status_code)
    assert any("silent:nobody" in each["message"] for each in lines), "errors of workers too"
    [line] = [each for each in lines if each.get("request_id") == later.headers["request-id"]]
    assert "story_id" not in line, "that is of the request before"
    log = json.dumps(lines)
    assert not any(secret in log for secret in (*SECRETS, TEXT))


def test_nothing_is_logged_about_requests_by_default(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with running_server(tmp_path) as server:
        server.client.get("/v1/stories")
    assert capfd.readouterr().err == ""
