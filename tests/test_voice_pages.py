"""The page where a voice is chosen by ear."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browser import wait_until
from playwright.sync_api import Page
from serving import SENTENCES, ServerProcess, running_server

OTHER, SECOND = "espeak:en-gb", "espeak:en-us"
ARTICLE = "<html lang=en><body><article><h1>{name}</h1><p>{text}</p></article></body></html>"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with running_server(tmp_path_factory.mktemp("library")) as running:
        yield running


def record(server: ServerProcess, name: str, url: str) -> str:
    html = ARTICLE.format(name=name, text=" ".join(SENTENCES))
    story: str = server.create_finished_story(html=html, url=url)["id"]
    return story


def test_a_sample_of_each_voice_is_spoken_once(server: ServerProcess) -> None:
    page = server.client.get("/voices?language=en").text
    assert OTHER in page
    assert "silent:" not in page
    query = {"voice": OTHER, "language": "en"}
    first = server.client.get("/voices/sample.mp3", params=query)
    assert first.headers["Content-Type"] == "audio/mpeg"
    assert len(first.content) > 2_000
    again = server.client.get("/voices/sample.mp3", params=query)
    assert again.content == first.content
    assert again.headers["Last-Modified"] == first.headers["Last-Modified"]


def test_a_voice_is_chosen_for_the_library_a_site_and_a_story(server: ServerProcess) -> None:
    story = record(server, "Ferry", "https://courier.example/ferry")
    assert server.get_story(story)["voice"] == "silent:reader"
    server.client.post("/voices", data={"voice": OTHER})
    assert server.get_story(record(server, "Bell", "https://a.example/b"))["voice"] == OTHER
    server.client.post("/voices?site=courier.example", data={"voice": SECOND})
    of_site = record(server, "Rain", "https://courier.example/rain")
    assert server.get_story(of_site)["voice"] == SECOND
    server.client.post(f"/s/{story}/voice", data={"voice": OTHER})
    server.wait_until_finished(story)
    assert server.get_story(story)["voice"] == OTHER
    server.client.post("/voices", data={"voice": ""})
    assert server.client.get("/v1/sites/*").json()["voice"] == ""


def test_a_voice_that_is_not_installed_is_rejected(server: ServerProcess) -> None:
    rejected = server.client.post("/voices", data={"voice": "espeak:nothing"})
    assert rejected.status_code == 422
    sample = server.client.get("/voices/sample.mp3?voice=espeak:nothing")
    assert sample.status_code == 422


def test_a_sample_is_played_on_the_page(server: ServerProcess, page: Page) -> None:
    page.goto(f"{server.base_url}/voices?language=en")
    page.get_by_text("Robotic voices").click()
    button = page.get_by_label("Listen to en-gb", exact=True)
    page.evaluate(
        """() => new MutationObserver(() => {
          window.wasPlaying ||= document.querySelector(".voice.playing")?.textContent;
        }).observe(document.body, {subtree: true, attributes: true})"""
    )
    with page.expect_response("**/sample.mp3*"):
        button.click()
    wait_until(page, "window.wasPlaying && !document.querySelector('.voice.playing')")
    assert "en-gb" in page.evaluate("window.wasPlaying")
    assert page.evaluate("location.pathname") == "/voices"
