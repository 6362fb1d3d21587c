"""The program of the how-to guide "Connect a CMS", called as Ghost calls webhooks."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from accounts import create_key
from publisher import PublisherSite, publisher_site
from serving import SENTENCES, ServerProcess, free_port, running_server

GUIDE = Path(__file__).parents[1] / "docs/how-to/connect-a-cms.md"
SECRET = "0123456789abcdef"
PAGE = f"<html><body><article><h1>Ferry</h1><p>{' '.join(SENTENCES)}</p></article></body></html>"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PublisherSite]:
    with publisher_site(tmp_path_factory.mktemp("site")) as running:
        running.put("ferry.html", PAGE)
        yield running


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    home = tmp_path_factory.mktemp("library")
    with running_server(home, allowed_private_hosts="127.0.0.1") as running:
        yield running


@pytest.fixture(scope="module")
def receiver(server: ServerProcess, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the program that receives webhooks."""
    code = re.findall(r"```python\n(.*?)```", GUIDE.read_text("utf-8"), re.S)[0]
    program = tmp_path_factory.mktemp("program") / "webhooks.py"
    program.write_text(code)
    key = create_key(server.client, "write")["Authorization"].removeprefix("Bearer ")
    variables = {"SERVER": server.base_url, "KEY": key, "SECRET": SECRET, "PORT": str(free_port())}
    process = subprocess.Popen(
        [sys.executable, str(program)], env=os.environ | variables, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{variables['PORT']}"
    server.wait_until(lambda: call(address, "wrong", {}) == 404)
    yield address
    process.terminate()
    process.wait()


def call(address: str, secret: str, message: dict[str, Any]) -> int:
    """The status of the answer; 0 if there is none."""
    try:
        url = f"{address}/{secret}"
        return httpx.post(url, json=message, timeout=60, trust_env=False).status_code
    except httpx.TransportError:
        return 0


def find_stories(server: ServerProcess) -> list[dict[str, Any]]:
    answer = server.client.get("/v1/stories", params={"source_id": "ghost:63f"})
    stories: list[dict[str, Any]] = answer.json()["stories"]
    return stories


def test_a_webhook_of_a_cms_creates_and_deletes_a_story(
    server: ServerProcess, site: PublisherSite, receiver: str
) -> None:
    post = {"id": "63f", "url": f"{site.base_url}/ferry.html", "status": "published"}
    assert call(receiver, SECRET, {"post": {"current": post, "previous": {}}}) == 204
    (story,) = find_stories(server)
    assert server.wait_until_finished(story["id"])["title"] == "Ferry"

    draft = {"current": post | {"status": "draft"}, "previous": {"status": "published"}}
    assert call(receiver, SECRET, {"post": draft}) == 204
    assert find_stories(server) == []

    call(receiver, SECRET, {"post": {"current": post, "previous": {}}})
    assert len(find_stories(server)) == 1
    assert call(receiver, SECRET, {"post": {"current": {}, "previous": post}}) == 204
    assert find_stories(server) == []


def test_a_call_without_the_secret_or_of_another_form_changes_nothing(
    server: ServerProcess, receiver: str
) -> None:
    assert call(receiver, "wrong", {"post": {"current": {"id": "63f"}}}) == 404
    assert call(receiver, SECRET, {"page": {}}) == 400
    assert find_stories(server) == []
