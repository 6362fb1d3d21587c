"""Changes of the page: other articles, media, colours and sizes."""

from __future__ import annotations

import wave
from collections.abc import Iterator

import numpy as np
import pytest
from browser import PageMonitor, wait_until
from playwright.sync_api import Page, expect
from publisher import PublisherSite, narrated_site
from serving import ServerProcess, running_server
from test_player import INNER, PLAYER, STORY, TAG

ONE, TWO = "The first council met on Monday.", "The second council met on Friday."
TEXTS = {"one": f"<h1>One</h1><p>{ONE}</p>", "two": f"<h1>Two</h1><p>{TWO}</p>"}
SCRIPT = '<script async src="{base}/player.js"></script>'
APP = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>App</title>
<link rel="icon" href="data:,"><link rel="canonical" href="/one.html">{script}</head>
<body><earshot-player></earshot-player><main><article>{text}</article></main></body></html>"""
FEED = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Feed</title>
<link rel="icon" href="data:,">{script}</head><body>
<article data-url="/one.html"><earshot-player></earshot-player>{one}</article>
<article><h2><a href="/two.html">Two</a></h2><earshot-player></earshot-player>{two}</article>
</body></html>"""
GO_TO_TWO = f"""() => {{ history.pushState({{}}, "", "/two.html");
  document.querySelector("[rel=canonical]").href = "/two.html";
  document.querySelector("article").innerHTML = `<h1>Two</h1><p>{TWO}</p>`; }}"""
VIEWPORT = {"width": 900, "height": 700}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PublisherSite]:
    folder = tmp_path_factory.mktemp("site")
    with wave.open(str(folder / "other.wav"), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(np.zeros(80_000, np.int16).tobytes())
    with narrated_site(folder, {"ferry.mp3": STORY.format(player="")}) as running:
        yield running


@pytest.fixture(scope="module")
def server(
    tmp_path_factory: pytest.TempPathFactory, site: PublisherSite
) -> Iterator[ServerProcess]:
    home = tmp_path_factory.mktemp("library")
    with running_server(home, public="true", allowed_origins=site.base_url) as running:
        for name, text in TEXTS.items():
            html = f"<article>{text}</article>"
            running.create_finished_story(html=html, url=f"{site.base_url}/{name}.html")
        yield running


def opened(page: Page, site: PublisherSite, html: str) -> PageMonitor:
    watched = PageMonitor(page)
    page.goto(site.put("index.html", html))
    wait_until(page, f"{INNER}.story")
    return watched


def test_a_single_page_app_is_followed_to_its_next_article(
    page: Page, site: PublisherSite, server: ServerProcess
) -> None:
    script = SCRIPT.format(base=server.base_url)
    watched = opened(page, site, APP.format(script=script, text=TEXTS["one"]))
    page.evaluate(f"{PLAYER}.play()")
    wait_until(page, f"{PLAYER}.currentTime > 0.1")
    page.evaluate(GO_TO_TWO)
    wait_until(page, f"{INNER}.story?.facts.headline === 'Two'")
    assert page.evaluate(f"{PLAYER}.paused")
    page.evaluate(f"{PLAYER}.play()")
    wait_until(page, f"{PLAYER}.currentTime > 0.1")
    assert page.evaluate(f"{INNER}.story.facts.headline") == "Two"
    assert watched.errors == []


def test_each_article_of_a_page_has_a_player_of_its_own(
    page: Page, site: PublisherSite, server: ServerProcess
) -> None:
    script = SCRIPT.format(base=server.base_url)
    opened(page, site, FEED.format(script=script, **TEXTS))
    second = "[...document.querySelectorAll('earshot-player')][1]"
    page.evaluate(f"{second}.play()")
    wait_until(page, f"{second}.currentTime > 0.1")
    page.evaluate(f"() => {{ {second}.pause(); {second}.seek(0.1); }}")
    wait_until(page, f"{second}.currentSegment?.text.startsWith('Two')")
    assert page.evaluate(f"{INNER}.story.facts.headline") == "One"


def test_the_player_and_other_media_of_the_page_pause_each_other(
    page: Page, site: PublisherSite
) -> None:
    opened(
        page, site, STORY.replace("{player}", f'{TAG}<audio id="other" src="other.wav"></audio>')
    )
    other = "document.querySelector('#other')"
    page.evaluate(f"{PLAYER}.play()")
    wait_until(page, f"{PLAYER}.currentTime > 0.1")
    page.evaluate(f"{other}.play()")
    wait_until(page, f"{PLAYER}.paused && !{other}.paused")
    page.evaluate(f"{PLAYER}.play()")
    wait_until(page, f"!{PLAYER}.paused && {other}.paused")
    page.evaluate(f"() => {{ {PLAYER}.noExclusive = true; }}")
    page.evaluate(f"{other}.play()")
    wait_until(page, f"!{PLAYER}.paused && {other}.currentTime > 0.1")
    assert not page.evaluate(f"{PLAYER}.paused")


def test_a_small_root_size_does_not_shrink_the_player_and_a_large_one_enlarges_it(
    page: Page, site: PublisherSite
) -> None:
    sizes = {}
    for root in ("62.5%", "100%", "125%"):
        style = f"<style>html {{ font-size: {root} }}</style>"
        opened(page, site, STORY.replace("{player}", TAG + style))
        title = f"getComputedStyle({INNER}.controls.title).fontSize"
        sizes[root] = page.evaluate(title), page.evaluate(f"{PLAYER}.offsetHeight")
    assert sizes["62.5%"] == sizes["100%"]
    assert sizes["100%"][0] == "16px"
    assert sizes["125%"][0] == "20px"


def test_text_styles_of_the_page_stay_outside(page: Page, site: PublisherSite) -> None:
    style = """<style>main { text-transform: uppercase; letter-spacing: 4px; word-spacing: 1em;
      text-align: right; text-indent: 3em }</style>"""
    opened(page, site, STORY.replace("{player}", TAG + style))
    names = ("textTransform", "letterSpacing", "wordSpacing", "textAlign", "textIndent")
    look = f"getComputedStyle({INNER}.controls.title)"
    found = page.evaluate(f"{list(names)}.map(name => {look}[name])")
    assert found == ["none", "normal", "0px", "start", "0px"]


@pytest.mark.parametrize(("ground", "scheme"), [("#111", "dark"), ("#fff", "normal")])
def test_the_player_is_dark_on_a_page_that_is_dark_only_by_its_class(
    page: Page, site: PublisherSite, ground: str, scheme: str
) -> None:
    opened(page, site, STORY.replace("{player}", TAG + "<style>.a { background: #111 }</style>"))
    page.evaluate(f"document.body.style.background = '{ground}'")
    wait_until(page, f"getComputedStyle({INNER}.controls.bar).colorScheme === '{scheme}'")


@pytest.mark.parametrize("width", [200, 240, 280])
def test_nothing_hangs_out_of_a_narrow_column(page: Page, site: PublisherSite, width: int) -> None:
    column = f'<div style="width: {width}px">{TAG}</div>'
    opened(page, site, STORY.replace("{player}", column))
    right = page.evaluate(f"{PLAYER}.getBoundingClientRect().right")
    inner = f"[...{PLAYER}.shadowRoot.querySelectorAll('button, select, input')]"
    assert page.evaluate(f"Math.max(...{inner}.map(e => e.getBoundingClientRect().right))") <= right


def test_the_player_is_not_printed(page: Page, site: PublisherSite) -> None:
    opened(page, site, STORY.replace("{player}", TAG))
    page.emulate_media(media="print")
    expect(page.locator("earshot-player")).to_be_hidden()


def test_lock_screens_are_given_a_picture_a_name_and_the_state(
    page: Page, site: PublisherSite
) -> None:
    picture = '<head><meta property="og:image" content="/picture.png">'
    opened(page, site, STORY.replace("{player}", TAG).replace("<head>", picture))
    page.evaluate(f"{PLAYER}.play()")
    wait_until(page, "navigator.mediaSession.playbackState === 'playing'")
    artwork, artist = page.evaluate(
        "[navigator.mediaSession.metadata.artwork[0].src, navigator.mediaSession.metadata.artist]"
    )
    assert artwork == f"{site.base_url}/picture.png"
    assert artist == "127.0.0.1"
    page.evaluate(f"{PLAYER}.pause()")
    wait_until(page, "navigator.mediaSession.playbackState === 'paused'")


SMALL = "position: fixed; right: 20px; bottom: 20px; width: 48px; height: 48px"


def test_the_mini_player_leaves_a_small_round_button_free(page: Page, site: PublisherSite) -> None:
    button = f'<button style="{SMALL}; border-radius: 50%">Chat</button><canvas height="3000">'
    opened(page, site, STORY.replace("{player}", TAG).replace("</article>", button + "</article>"))
    page.evaluate(f"{PLAYER}.play()")
    wait_until(page, f"!{PLAYER}.paused")
    page.evaluate("scrollTo(0, 2000)")
    wait_until(page, f"{INNER}.miniPlayer.isFloating")
    assert page.evaluate(f"{INNER}.controls.bar.dataset.corner") == "bottom start"


def test_a_broken_story_of_a_playlist_is_skipped(page: Page, site: PublisherSite) -> None:
    site.put("copy.json", (site.folder / "ferry.json").read_text("utf-8"))
    names = ("gone", "copy")
    links = [f'<a href="{name}.html" data-timings="{name}.json">{name}</a>' for name in names]
    playlist = f'<p slot="playlist">{"".join(links)}</p></earshot-player>'
    opened(page, site, STORY.replace("{player}", TAG.replace("</earshot-player>", playlist)))
    page.evaluate(f"{PLAYER}.playbackRate = 3")
    page.evaluate(f"{PLAYER}.play()")
    wait_until(page, f"{PLAYER}.currentTime > 0.1")
    page.evaluate(f"{PLAYER}.seek({PLAYER}.duration - 0.3)")
    wait_until(page, f"{INNER}.playlist.at === 2 && {PLAYER}.currentTime > 0.1")
    expect(page.locator("earshot-player [part=status]")).to_be_empty()
