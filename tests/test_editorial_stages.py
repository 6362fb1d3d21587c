"""Drafts, review, publication and retraction."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from accounts import OWNER_HASH, add_accounts, create_client, create_key, logged_in
from playwright.sync_api import Browser, Route, expect
from serving import ServerProcess, running_server, story_markdown
from test_podcasts import channel, new_feed

NAMES = {"ann": "reader", "ben": "editor", "cleo": "publisher"}
PATHS = ("", "/timings", "/stream", "/audio.mp3", "/transcript.vtt")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    folder = tmp_path_factory.mktemp("library")
    add_accounts(folder, NAMES)
    settings = {
        "public": "true",
        "review_sites": "*",
        "allowed_origins": "*",
    }
    with (
        running_server(folder, password=OWNER_HASH, **settings) as running,
        logged_in(running) as owner,
    ):
        running.client.headers.update(create_key(owner, "admin"))
        running.client.cookies = owner.cookies
        yield running


@pytest.fixture(scope="module")
def listener(server: ServerProcess) -> Iterator[httpx.Client]:
    with create_client(server) as client:
        yield client


def create_story(server: ServerProcess, headline: str) -> dict[str, Any]:
    return server.create_finished_story(markdown=story_markdown(headline), source_id=headline)


def set_stage(
    client: httpx.Client, story: dict[str, Any], stage: str, note: str = ""
) -> httpx.Response:
    body = {"stage": stage, "note": note}
    return client.put(f"/v1/stories/{story['id']}/stage", json=body)


def statuses(client: httpx.Client, story: dict[str, Any]) -> set[int]:
    """The statuses of everything that a listener may ask of a story."""
    addresses = [f"/v1/stories/{story['id']}{path}" for path in PATHS]
    return {
        client.get(each).status_code
        for each in (*addresses, f"/s/{story['id']}", f"/embed/{story['id']}")
    }


def titles(server: ServerProcess, feed: str) -> list[str | None]:
    return [item.findtext("title") for item in channel(server, feed).iter("item")]


def test_a_draft_is_not_heard_before_it_is_published(
    server: ServerProcess, listener: httpx.Client
) -> None:
    feed = new_feed(server)
    story = create_story(server, "Draft")
    assert story["stage"] == "draft"
    assert statuses(listener, story) == {404}
    assert statuses(server.client, story) == {200}
    assert "Draft" not in titles(server, feed)
    assert set_stage(server.client, story, "review").is_success
    assert statuses(listener, story) == {404}
    assert set_stage(server.client, story, "published").is_success
    assert statuses(listener, story) == {200}
    assert "Draft" in titles(server, feed)


def test_a_retracted_story_is_gone_with_the_reason(
    server: ServerProcess, listener: httpx.Client
) -> None:
    feed = new_feed(server)
    story = create_story(server, "Retracted")
    set_stage(server.client, story, "published")
    [media] = [
        each.attrib["url"]
        for item in channel(server, feed).iter("item")
        if item.findtext("title") == "Retracted"
        for each in item.iter("enclosure")
    ]
    assert listener.get(media).status_code == 200
    set_stage(server.client, story, "retracted", "The boat was another one.")
    assert statuses(listener, story) == {410}
    detail = listener.get(f"/v1/stories/{story['id']}").json()["detail"]
    assert detail == "this story was retracted: The boat was another one."
    assert "The boat was another one." in listener.get(f"/s/{story['id']}").text
    assert "Retracted" not in titles(server, feed)
    assert listener.get(media).status_code == 404
    set_stage(server.client, story, "published")
    assert statuses(listener, story) == {200}


def test_an_editor_sends_to_review_and_a_publisher_publishes(server: ServerProcess) -> None:
    story = create_story(server, "Roles")
    with logged_in(server, "ann") as ann, logged_in(server, "ben") as ben:
        assert ann.get(f"/v1/stories/{story['id']}").status_code == 404
        assert set_stage(ann, story, "review").status_code == 403
        assert set_stage(ben, story, "review").is_success
        assert set_stage(ben, story, "published").status_code == 403
        with logged_in(server, "cleo") as cleo:
            assert set_stage(cleo, story, "published").is_success
        assert ann.get(f"/v1/stories/{story['id']}").status_code == 200
        assert set_stage(ben, story, "retracted").status_code == 403
    audit = server.client.get("/v1/audit-log").json()
    [last, first] = [each for each in audit["entries"] if each["subject"] == story["id"]][:2]
    assert [first["details"], last["details"]] == [{"stage": "review"}, {"stage": "published"}]
    assert [first["account"], last["account"]] == ["ben", "cleo"]


def test_a_reader_lists_only_what_is_published(server: ServerProcess) -> None:
    url, markdown = "https://news.example/reader", story_markdown("Of a reader")
    with logged_in(server, "ann") as ann:
        own = ann.post("/v1/stories", json={"url": url}).json()
        assert [each["id"] for each in ann.get("/v1/stories").json()["stories"]] == [own["id"]]
        story = server.create_finished_story(markdown=markdown, url=url)
        assert (story["id"], story["stage"]) == (own["id"], "draft")
        assert ann.get("/v1/stories").json()["total"] == 0
        assert "Of a reader" not in ann.get("/?view=library&page=1").text
        set_stage(server.client, story, "published")
        assert ann.get("/v1/stories").json()["total"] == 1


def test_a_page_that_a_player_asks_for_is_a_draft_first(
    server: ServerProcess, listener: httpx.Client
) -> None:
    answer = listener.post("/v1/player", json={"url": "https://news.example/ferry"})
    assert (answer.status_code, answer.json()["code"]) == (404, "story_not_published")


def test_a_new_text_does_not_publish_a_retracted_story(
    server: ServerProcess, listener: httpx.Client
) -> None:
    story = create_story(server, "Again")
    set_stage(server.client, story, "retracted")
    server.create_finished_story(markdown=story_markdown("Again", "A new text."), source_id="Again")
    assert statuses(listener, story) == {410}


def test_the_editor_page_changes_the_stage(server: ServerProcess, browser: Browser) -> None:
    story = create_story(server, "Page")
    context = browser.new_context()
    with logged_in(server) as owner:
        for name, value in owner.cookies.items():
            context.add_cookies([{"name": name, "value": value, "url": server.base_url}])
    page = context.new_page()
    held: list[Route] = []
    page.route("**/script", lambda route: held.append(route))
    page.goto(f"{server.base_url}/s/{story['id']}/edit")
    expect(page.get_by_label("Stage")).to_have_value("draft")
    page.get_by_label("Stage").select_option("retracted")
    page.get_by_label("Why it is retracted").fill("It was a mistake.")
    page.get_by_role("button", name="Change the stage").click()
    expect(page.locator("#status")).to_contain_text("stage “retracted”")
    for each in held:
        each.continue_()
    expect(page.locator("#script button").first).to_be_visible()
    expect(page.locator("#status")).to_contain_text("stage “retracted”")
    context.close()
    now = server.client.get(f"/v1/stories/{story['id']}").json()
    assert now["stage"] == "retracted"
