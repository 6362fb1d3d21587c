"""The page of a site that is followed, and how a site is found by its name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from browser import PageMonitor
from newsroom import FULL_TEXT, FeedServer, feed_server, rss_feed, rss_item
from playwright.sync_api import Page, expect
from serving import ServerProcess, running_server

from earshot.server.subscriptions.site_lookup import guess_addresses

ITEMS = [rss_item(f"Ferry {n}" if n % 2 else f"Football {n}", day=n) for n in range(1, 7)]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with feed_server() as site, pytest.MonkeyPatch.context() as patch:
        _fill(site)
        patch.setenv("EARSHOT_TEST_SITE", str(site.server_address[1]))
        with running_server(tmp_path_factory.mktemp("library")) as running:
            yield running


def _fill(site: FeedServer) -> None:
    """Every host of the test has these pages."""
    page = f"<html lang=en><body><article><h1>Home</h1>{FULL_TEXT}</article></body></html>"
    site.put("/", page, Content_Type="text/html")
    site.put("/rss.xml", rss_feed(*ITEMS))
    site.put("/feed.json", "{}", status=404)


def follow(server: ServerProcess, url: str, **choices: Any) -> dict[str, Any]:
    """Follow a site, and wait for its first stories."""
    created = server.client.post("/v1/subscriptions", json={"url": url, **choices}).json()
    address = f"/v1/subscriptions/{created['id']}"
    server.wait_until(lambda: server.client.get(address).json()["last_success_at"])
    found: dict[str, Any] = server.client.get(address).json()
    return found


def list_playlists(server: ServerProcess) -> list[str]:
    listed = server.client.get("/v1/subscriptions").json()["subscriptions"]
    return [each["playlist"] for each in listed]


def titles(server: ServerProcess, subscription: str) -> list[str]:
    params = {"subscription": subscription}
    listed = server.client.get("/v1/stories", params=params).json()["stories"]
    return sorted(story["title"] for story in listed)


def test_the_feed_of_a_site_without_links_is_found_at_a_common_address(
    server: ServerProcess,
) -> None:
    followed = follow(server, "http://bell.example/", initial_entries=2)
    assert followed["url"].endswith("/rss.xml")
    assert followed["stories"] == 2


def test_words_and_number_and_voice_decide_the_stories(server: ServerProcess) -> None:
    words = {"included_words": ["ferry 1", "ferry 3", "ferry 5"], "excluded_words": ["Ferry 5"]}
    chosen = {**words, "voice": "espeak:en-gb"}
    followed = follow(server, "http://words.example/", initial_entries=10, **chosen)
    assert titles(server, followed["id"]) == ["Ferry 1", "Ferry 3"]
    params = {"subscription": followed["id"]}
    listed = server.client.get("/v1/stories", params=params).json()["stories"]
    story = server.wait_until_finished(listed[0]["id"])
    assert story["voice"] == "espeak:en-gb"
    assert followed["excluded_words"] == ["Ferry 5"]


@pytest.mark.parametrize(
    ("name", "language", "first"),
    [
        ("The Guardian", "en", "https://theguardian.co.uk/"),
        ("Der Spiegel", "de", "https://derspiegel.de/"),
        ("L'Équipe", "fr", "https://lequipe.fr/"),
    ],
)
def test_a_name_leads_to_addresses(name: str, language: str, first: str) -> None:
    guessed = guess_addresses(name, language)
    assert guessed[0] == first
    assert guess_addresses("!?", "en") == []
    if name == "Der Spiegel":
        assert "https://spiegel.de/" in guessed


def test_a_site_is_found_by_the_name_of_a_known_story(server: ServerProcess) -> None:
    head = "<head><meta property='og:site_name' content='Rain Gazette'></head>"
    html = f"<html lang=en>{head}<body><article><h1>Rain</h1>{FULL_TEXT}</article></body></html>"
    server.create_finished_story(html=html, url="http://rain.example/story")
    answer = server.client.post("/subscriptions", data={"url": "rain gazette"})
    assert answer.status_code == 303
    listed = server.client.get("/v1/subscriptions").json()["subscriptions"]
    assert any("rain.example" in each["url"] for each in listed)


def test_the_page_of_a_site_is_opened_and_its_choices_are_saved(
    server: ServerProcess, page: Page
) -> None:
    monitor = PageMonitor(page)
    follow(server, "http://choices.example/", initial_entries=1)
    page.goto(f"{server.base_url}/subscriptions")
    page.locator(".card").filter(has_text="choices.example").get_by_role("heading").get_by_role(
        "link"
    ).click()
    expect(page.locator(".stories .card")).to_have_count(1)
    page.get_by_label("No stories with one of these words").fill("Football, two words")
    page.get_by_label("Stories to record at first").fill("3")
    page.get_by_label("Playlist").fill("Evening")
    page.get_by_role("button", name="Save").click()
    server.wait_until(lambda: "Evening" in list_playlists(server))
    page.reload()
    expect(page.get_by_label("No stories with one")).to_have_value("Football, two words")
    expect(page.get_by_label("Stories to record at first")).to_have_value("3")
    page.get_by_role("button", name="Pause").click()
    expect(page.locator(".state").first).to_contain_text("Paused")
    assert monitor.errors == []
