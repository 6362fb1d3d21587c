"""Editions: the stories of a day as one episode."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from serving import SENTENCES, ServerProcess, running_server, story_markdown
from test_podcasts import attribute, channel, check_feed, new_feed
from test_webhooks import execute_sql

from earshot.publish.podcast import PODCAST
from earshot.server.editions.compose_task import edition_title


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with running_server(tmp_path_factory.mktemp("library"), title="Lake News") as running:
        yield running


def create_section_stories(
    server: ServerProcess, section: str, *headlines: str
) -> list[dict[str, Any]]:
    return [
        server.create_finished_story(markdown=story_markdown(each), source_id=each, section=section)
        for each in headlines
    ]


def create_edition(server: ServerProcess, **options: Any) -> dict[str, Any]:
    answer = server.client.post("/v1/editions", json=options)
    assert answer.status_code in (200, 201), answer.text
    result = server.wait_until_finished(answer.json()["id"])
    assert result["status"] == "succeeded", result["error"]
    return result


def texts(story: dict[str, Any]) -> list[str]:
    return [segment["text"] for segment in story["segments"]]


def items(server: ServerProcess, feed: str) -> list[ET.Element]:
    return channel(server, feed).findall("item")


def test_the_stories_of_a_section_become_one_with_a_chapter_each(server: ServerProcess) -> None:
    first, second = create_section_stories(server, "Sport", "Boat race", "Lake cup")
    create_section_stories(server, "Money", "Bank opens")
    made = create_edition(server, collection="section", name="Sport")
    day = edition_title("Sport", datetime.now(UTC).date(), "en-US")
    assert made["title"] == day
    assert day.startswith("Today’s stories from Sport, ")
    said = texts(made)
    assert said[0] == day
    assert said[1:3] == ["Boat race", "By Ann Lee."]
    assert [each for each in said if each in SENTENCES] == [*SENTENCES, *SENTENCES]
    assert "Bank opens" not in said
    feed = new_feed(server, "editions", "Sport")
    [item] = items(server, feed)
    check_feed(channel(server, feed))
    assert item.findtext("title") == day
    assert item.findtext("description") == "Boat race · Lake cup"
    chapters = server.client.get(attribute(item, f"{{{PODCAST}}}chapters", "url")).json()
    assert [each["title"] for each in chapters["chapters"]] == [day, "Boat race", "Lake cup"]
    parts = sum(each["duration"] for each in (first, second))
    assert made["duration"] > parts / 2
    assert len(server.client.get(made["links"]["audio"]).content) > made["duration"] * 8
    assert server.client.get(made["links"]["page"]).status_code == 200


def test_sentences_of_stories_are_not_synthesized_again(server: ServerProcess) -> None:
    [story] = create_section_stories(server, "Weather", "Rain at last")
    sound = server.client.get(story["links"]["stream"], params={"start_word": 0}).content
    made = create_edition(server, collection="section", name="Weather")
    whole = server.client.get(made["links"]["stream"], params={"start_word": 0}).content
    sentences = sum(each["duration"] for each in story["segments"][-4:]) * 8
    assert whole.endswith(sound[-sentences:])


def test_a_repeated_request_updates_the_edition(
    server: ServerProcess,
) -> None:
    create_section_stories(server, "Town", "Bridge opens")
    made = create_edition(server, collection="section", name="Town")
    again = create_edition(server, collection="section", name="Town")
    assert (again["id"], again["ready_revision"]) == (made["id"], 1)
    create_section_stories(server, "Town", "Bridge closes")
    more = create_edition(server, collection="section", name="Town")
    assert more["id"] == made["id"]
    assert "Bridge closes" in texts(more)


def test_a_corrected_story_creates_a_new_revision_of_the_edition(
    server: ServerProcess,
) -> None:
    feed = new_feed(server, "editions", "Health")
    create_section_stories(server, "Health", "Clinic opens", "Clinic waits")
    made = create_edition(server, collection="section", name="Health")
    [old] = items(server, feed)
    body = " ".join(SENTENCES).replace("Monday", "Tuesday")
    server.create_finished_story(
        markdown=story_markdown("Clinic opens", body), source_id="Clinic opens"
    )
    server.wait_until(lambda: server.get_story(made["id"])["ready_revision"] == 2)
    [new] = items(server, feed)
    assert new.findtext("guid") == old.findtext("guid")
    assert new.findtext("pubDate") == old.findtext("pubDate")
    assert attribute(new, "enclosure", "url") != attribute(old, "enclosure", "url")
    assert SENTENCES[0].replace("Monday", "Tuesday") in texts(server.get_story(made["id"]))


def test_an_edition_loses_deleted_stories_and_is_deleted_with_the_last_one(
    server: ServerProcess,
) -> None:
    feed = new_feed(server, "editions", "Art")
    first, second = create_section_stories(server, "Art", "A picture", "A statue")
    made = create_edition(server, collection="section", name="Art")
    server.client.delete(first["links"]["self"])
    for item in items(server, feed):
        assert "A picture" not in (item.findtext("description") or "")
    server.wait_until(lambda: items(server, feed))
    result = server.get_story(made["id"])
    assert "A picture" not in texts(result)
    assert "A statue" in texts(result)
    server.client.delete(second["links"]["self"])
    assert server.client.get(made["links"]["self"]).status_code == 404
    assert items(server, feed) == []


def test_an_edition_is_not_in_the_library_feed_or_another_edition(
    server: ServerProcess,
) -> None:
    create_section_stories(server, "Own", "Alone here")
    made = create_edition(server, collection="section", name="Own", title="The week at the lake")
    assert made["title"] == "The week at the lake"
    whole = create_edition(server)
    assert "The week at the lake" not in texts(whole)
    guids = [item.findtext("guid") for item in items(server, new_feed(server))]
    assert made["id"] not in guids
    editions = [item.findtext("guid") for item in items(server, new_feed(server, "editions"))]
    assert {made["id"], whole["id"]} <= set(editions)
    assert {"section", "library"} <= {each["collection"] for each in list_editions(server)}


def test_stories_in_another_language_are_left_out(server: ServerProcess) -> None:
    create_section_stories(server, "Abroad", "Ferry sails", "Ferry stays")
    server.create_finished_story(
        text="Die Fähre fährt wieder über den See. Niemand hatte auf sie gewartet.",
        title="Fähre fährt",
        language="de",
        section="Abroad",
    )
    assert "Fähre fährt" not in texts(create_edition(server, collection="section", name="Abroad"))


def test_a_story_that_becomes_locked_leaves_the_edition(server: ServerProcess) -> None:
    feed = new_feed(server, "editions", "Inside")
    paid, _ = create_section_stories(server, "Inside", "For subscribers", "For all")
    made = create_edition(server, collection="section", name="Inside")
    assert "For subscribers" in texts(made)
    server.client.patch(paid["links"]["self"], json={"access": "headline"})
    for item in items(server, feed):
        assert "For subscribers" not in (item.findtext("description") or "")
    server.wait_until(lambda: items(server, feed))
    assert "For subscribers" not in texts(server.get_story(made["id"]))


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ({"collection": "section", "name": "Nothing of the kind"}, 404),
        ({"date": "2020-01-01"}, 404),
        ({"date": "9999-12-31"}, 404),
        ({"collection": "section"}, 422),
        ({"collection": "section", "name": " "}, 422),
        ({"name": "Sport"}, 422),
        ({"date": "2025-02-30"}, 422),
        ({"date": "20250203"}, 422),
        ({"date": ""}, 422),
        ({"collection": "editions"}, 422),
    ],
)
def test_an_edition_without_stories_is_rejected_with_the_reason(
    server: ServerProcess, options: Any, status: int
) -> None:
    answer = server.client.post("/v1/editions", json=options)
    assert answer.status_code == status
    assert answer.json()["detail"]


def test_a_daily_edition_is_composed_on_schedule_even_after_downtime(tmp_path: Path) -> None:
    with running_server(tmp_path) as server:
        server.create_finished_story(markdown=story_markdown("By the clock"), source_id="clock")
        server.create_finished_story(markdown=story_markdown("Too late"), source_id="late")
        execute_sql(
            server, "UPDATE stories SET created_at = created_at - 7200 WHERE source_id = 'clock'"
        )
    an_hour_ago = datetime.now(UTC) - timedelta(hours=1)
    daily = f"{an_hour_ago:%H:%M}"
    with running_server(tmp_path, editions=daily) as server:
        server.wait_until(lambda: list_editions(server))
        [made] = list_editions(server)
        assert made["date"] == an_hour_ago.date().isoformat()
        said = texts(server.wait_until_finished(made["story"]))
        assert "By the clock" in said
        assert "Too late" not in said
        server.client.delete(f"/v1/stories/{made['story']}")
    with running_server(tmp_path, editions=daily) as server:
        assert list_editions(server) == [], "what was deleted does not come back"


def list_editions(server: ServerProcess) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = server.client.get("/v1/editions").json()["editions"]
    return found


@pytest.mark.parametrize(
    ("language", "start"),
    [
        ("en-GB", "Today’s stories from Lake News, Monday, 3 November 2025"),
        ("de-DE", "Die Nachrichten des Tages von Lake News, Montag, 3. November 2025"),
        ("fi-FI", "Lake News, maanantai 3. marraskuuta 2025"),
        ("xx-YY", "Lake News, 2025-11-03"),
    ],
)
def test_the_opening_has_the_language_of_the_stories(language: str, start: str) -> None:
    assert edition_title("Lake News", datetime(2025, 11, 3, tzinfo=UTC).date(), language) == start
