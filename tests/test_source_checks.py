"""What becomes of a recorded story when its page changes, is gone or is retracted."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from newsroom import FeedServer, feed_server
from receiving import LOOPBACK
from serving import ServerProcess, running_server
from test_edits import sounds
from test_podcasts import new_feed

from earshot.script.edits import SiteSettings
from earshot.script.sentence_changes import SentenceChange, find_sentence_changes
from earshot.server.refetch_rules import parse_refetch_rules
from earshot.server.service_factory import create_services
from earshot.server.settings import Settings
from earshot.server.storage.data_dir import DataDir

SENTENCES = [
    f"The ferry of {place} came back to the lake at {hour} in the morning."
    for hour, place in enumerate(("Ely", "Wells", "Truro", "Ripon", "Exeter", "Lincoln"), 4)
]


@pytest.fixture(scope="module")
def site() -> Iterator[FeedServer]:
    with feed_server() as server:
        yield server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    folder = tmp_path_factory.mktemp("library")
    with running_server(folder, voice="espeak:en-us", allowed_private_hosts=LOOPBACK) as running:
        yield running


def publish(site: FeedServer, path: str, sentences: list[str], headline: str = "Ferries") -> str:
    """Put the page on the site; return its address."""
    paragraphs = "".join(f"<p>{each}</p>" for each in sentences)
    page = f'<html lang="en"><body><article><h1>{headline}</h1>{paragraphs}</article></body></html>'
    site.put(path, page, Content_Type="text/html; charset=utf-8")
    return f"http://{LOOPBACK}:{site.server_port}{path}"


def record(server: ServerProcess, url: str) -> dict[str, Any]:
    return server.create_finished_story(url=url)


def read_again(server: ServerProcess, story: dict[str, Any], **query: Any) -> dict[str, Any]:
    response = server.client.post(f"/v1/stories/{story['id']}/retry", params=query)
    assert response.status_code == 202, response.text
    return server.wait_until_finished(story["id"])


@pytest.fixture
def policy(server: ServerProcess) -> Iterator[None]:
    """The site has a policy; no page is due again during a test."""
    response = server.client.put(f"/v1/sites/{LOOPBACK}", json={"refetch": ["7d=1d"]})
    assert response.status_code == 201, response.text
    yield
    server.client.delete(f"/v1/sites/{LOOPBACK}")


def feed_text(server: ServerProcess) -> str:
    return server.client.get(new_feed(server)).text


def changes(server: ServerProcess, story: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = server.client.get(f"/v1/stories/{story['id']}/changes").json()[
        "changes"
    ]
    return found


@pytest.mark.parametrize("status", [404, 500, 403])
def test_a_recorded_story_stays_when_its_page_cannot_be_read_again(
    server: ServerProcess, site: FeedServer, status: int
) -> None:
    story = record(server, publish(site, f"/error-{status}", SENTENCES))
    site.put(f"/error-{status}", "<h1>Error</h1>", status, Content_Type="text/html")
    now = read_again(server, story)
    assert (now["status"], now["stage"]) == ("succeeded", "published")
    assert (now["error"], str(status) in now["source_error"]) == (None, True)
    assert now["ready_revision"] == story["ready_revision"]
    assert story["id"] in feed_text(server)
    assert str(status) in server.client.get(f"/s/{story['id']}/edit").text


def test_a_teaser_does_not_replace_a_recorded_story_until_an_editor_says_so(
    server: ServerProcess, site: FeedServer
) -> None:
    story = record(server, publish(site, "/teaser", SENTENCES))
    publish(site, "/teaser", [SENTENCES[0], "Subscribe to the Courier and go on with this story."])
    now = read_again(server, story)
    assert now["ready_revision"] == story["ready_revision"]
    assert now["source_error"].startswith("The page has only ")
    accepted = read_again(server, story, any_text=True)
    assert accepted["ready_revision"] == story["ready_revision"] + 1
    assert accepted["source_error"] is None


def test_a_changed_page_changes_the_audio_only_where_its_text_has_changed(
    server: ServerProcess, site: FeedServer
) -> None:
    story = record(server, publish(site, "/changed", SENTENCES))
    corrected = SENTENCES[1].replace("Wells", "Bath")
    added = "Nobody was hurt on the way."
    publish(site, "/changed", [SENTENCES[0], corrected, added, SENTENCES[2], *SENTENCES[4:]])
    read_again(server, story)
    [change] = changes(server, story)
    assert (change["revision"], change["sentences"]) == (
        2,
        [
            {"kind": "changed", "before": SENTENCES[1], "after": corrected},
            {"kind": "added", "before": "", "after": added},
            {"kind": "cut", "before": SENTENCES[3], "after": ""},
        ],
    )
    first, second = (_digests(server, story, revision) for revision in (1, 2))
    assert first.keys() - second.keys() == {SENTENCES[1], SENTENCES[3]}
    assert second.keys() - first.keys() == {corrected, added}
    assert {text: second[text] for text in first.keys() & second.keys()}.items() <= first.items()
    page = server.client.get(f"/s/{story['id']}/edit").text
    assert f'<ins dir="auto">{corrected}</ins>' in page


def _digests(server: ServerProcess, story: dict[str, Any], revision: int) -> dict[str, str]:
    """The digest of the frames of each sentence."""
    found = sounds(server, story, revision)
    return {text: sha256(audio).hexdigest() for text, audio in found.items()}


@pytest.mark.usefixtures("policy")
def test_a_story_is_withdrawn_when_its_page_is_gone_at_three_checks_in_a_row(
    server: ServerProcess, site: FeedServer
) -> None:
    receiver = {"url": "https://cms.example/hook"}
    webhook = f"/v1/webhooks/{server.client.post('/v1/webhooks', json=receiver).json()['id']}"
    story = record(server, publish(site, "/gone", SENTENCES))
    for status, stage in ((410, "published"), (503, "published"), (404, "published")):
        site.put("/gone", "", status)
        assert read_again(server, story)["stage"] == stage
    assert read_again(server, story)["stage"] == "published", "the outage began the count again"
    assert read_again(server, story)["stage"] == "retracted"
    assert story["id"] not in feed_text(server)
    page = server.client.get(f"/s/{story['id']}/edit").text
    assert "The publisher has removed this story." in page
    [entry] = [
        each
        for each in server.client.get("/v1/audit-log").json()["entries"]
        if each["action"] == "story.withdrawn" and each["subject"] == story["id"]
    ]
    assert entry["account"] == "server"
    messages = server.client.get(webhook).json()["messages"]
    events = [each["event"] for each in messages if each["story"] == story["id"]]
    assert events == ["story.updated"] * 2, "it was recorded and withdrawn; a failed check is none"
    server.client.delete(webhook)


@pytest.mark.usefixtures("policy")
def test_a_story_is_withdrawn_when_its_page_says_that_it_is_retracted(
    server: ServerProcess, site: FeedServer
) -> None:
    story = record(server, publish(site, "/retracted", SENTENCES))
    note = "This story has been retracted because the ferry never left."
    publish(site, "/retracted", [note, *SENTENCES])
    assert read_again(server, story)["stage"] == "retracted"
    assert note in server.client.get(f"/s/{story['id']}/edit").text
    assert story["id"] not in feed_text(server)


def test_a_library_without_a_policy_keeps_a_story_whose_page_is_gone(
    server: ServerProcess, site: FeedServer
) -> None:
    story = record(server, publish(site, "/kept", SENTENCES))
    site.put("/kept", "", 410)
    stages = [read_again(server, story)["stage"] for _ in range(4)]
    assert stages == ["published"] * 4
    publish(site, "/kept", SENTENCES)
    assert read_again(server, story)["source_error"] is None


def test_pages_are_due_by_the_age_of_their_stories_and_the_rules_of_their_site(
    tmp_path: Path,
) -> None:
    services = create_services(DataDir(tmp_path), Settings())
    services.sites.save("news.example", SiteSettings(refetch=("1d=1h", "7d=1d")), 1)
    now, hour, day = time.time(), 3_600.0, 86_400.0
    ages = {
        "young and due": (2 * hour, 1.5 * hour),
        "young and read": (2 * hour, 0.5 * hour),
        "older and due": (3 * day, 1.5 * day),
        "older and read": (3 * day, 2 * hour),
        "too old": (8 * day, 8 * day),
        "elsewhere": (2 * hour, 1.5 * hour),
    }
    for key, (age, since) in ages.items():
        host = "other.example" if key == "elsewhere" else "www.News.example"
        columns = {"url": f"https://{host}/{key}", "submission_hash": key}
        columns |= {"status": "succeeded", "ready_revision": "1", "revision": "1"}
        story = services.stories.add(key, columns)
        services.stories.update_silently(
            story.id, created_at=now - age, checked_at=now - since, title=key
        )
    asyncio.run(services.source_monitor.start_due_checks())
    pending = services.stories.list_pending()
    assert {story.title for story in pending} == {"young and due", "older and due"}
    assert {story.is_background for story in pending} == {1}
    services.sites.save("other.example", SiteSettings(refetch=("1d=1h",)), 1)
    asyncio.run(services.source_monitor.start_due_checks())
    assert {story.title for story in services.stories.list_pending()} >= {"elsewhere"}
    services.close()


@pytest.mark.parametrize("rule", ["hourly", "1d", "1d=1s", "1d=1m", "1d=0h", "99w=1d"])
def test_a_rule_that_cannot_be_followed_is_refused_with_the_reason(
    server: ServerProcess, rule: str
) -> None:
    with pytest.raises(ValueError, match=rule):
        parse_refetch_rules([rule])
    response = server.client.put("/v1/sites/typo.example", json={"refetch": [rule]})
    assert (response.status_code, response.json()["field"]) == (422, "refetch")


def test_a_new_sentence_before_a_changed_one_is_not_a_change_of_the_old_one() -> None:
    before = ["The boat came at nine.", "It left again."]
    after = ["Hello.", "The boat came at ten.", "It left again."]
    assert find_sentence_changes(before, after) == [
        SentenceChange(kind="added", after="Hello."),
        SentenceChange(kind="changed", before=before[0], after=after[1]),
    ]
