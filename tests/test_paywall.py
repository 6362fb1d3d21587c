"""The paywall and listening statistics, on a publisher's page in a browser."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import httpx
import jwt
import pytest
from accounts import OWNER_HASH, OWNER_PASSWORD
from browser import wait_until
from playwright.sync_api import Browser, Page, expect
from publisher import PublisherSite, publisher_site
from serving import SENTENCES, ServerProcess, create_client, running_server, send_until_refused

KEY = "a-key-of-the-publishers-sign-in-server"
PLAYER = "document.querySelector('earshot-player')"
INNER = f"{PLAYER}?.[Symbol.for('earshot.player')]?"
STORY = "\n\n".join(("# Ferry returns", *SENTENCES, *SENTENCES))
HTML = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Ferry</title>
<link rel="icon" href="data:,"><link rel="canonical" href="{url}">
<script async src="{base}/player.js"></script><script src="watch.js"></script></head>
<body><main><h1>Ferry returns</h1><earshot-player {more}>
<button slot="locked">Subscribe</button></earshot-player></main></body></html>"""
WATCH = """const told = [];
let answer = "";
for (const name of ["earshot-locked", "ended", "play", "error"]) {
  document.addEventListener(name, (event) => {
    told.push([name, event.detail]);
    if (name === "earshot-locked" && answer) event.target.token = answer;
  }, true);
}"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PublisherSite]:
    with publisher_site(tmp_path_factory.mktemp("site")) as running:
        running.put("watch.js", WATCH)
        yield running


@pytest.fixture(scope="module")
def server(
    tmp_path_factory: pytest.TempPathFactory, site: PublisherSite
) -> Iterator[ServerProcess]:
    settings = {"password": OWNER_HASH, "public": "true", "allowed_origins": site.base_url}
    home = tmp_path_factory.mktemp("library")
    with running_server(home, **settings, access_rules="preview", jwt_keys=KEY) as running:
        yield running


@pytest.fixture(scope="module")
def host(server: ServerProcess) -> Iterator[httpx.Client]:
    with create_client(server.base_url) as client:
        assert client.post("/login", data={"password": OWNER_PASSWORD}).status_code == 303
        yield client


def open_page(page: Page, site: PublisherSite, host: httpx.Client, name: str, **facts: Any) -> str:
    """The URL of a page whose story is finished."""
    url = f"{site.base_url}/{name}.html"
    access, more = facts.get("access", "preview"), facts.get("more", "")
    sent = {"markdown": STORY, "url": url, "access": access}
    story = host.post("/v1/stories", json=sent).json()["id"]
    ServerProcess.wait_until(
        lambda: host.get(f"/v1/stories/{story}").json()["status"] == "succeeded"
    )
    site.put(f"{name}.html", HTML.format(url=url, base=host.base_url, more=more))
    page.goto(url)
    if answer := facts.get("answer"):
        page.evaluate("token => { answer = token }", answer)
    wait_until(page, f"{INNER}.story")
    return url


def token(url: str, seconds: float = 600) -> str:
    claims = {"aud": "earshot", "sub": url, "exp": int(time.time() + seconds)}
    return jwt.encode(claims, KEY, "HS256")


def listen_stats(host: httpx.Client, url: str) -> list[str]:
    """The statistics of a story; empty for none."""
    story = host.get("/v1/stories", params={"url": url}).json()["stories"][0]["id"]
    lines = host.get("/analytics.csv").text.splitlines()
    return next((line.split(",") for line in lines if line.startswith(story)), [])


def test_a_preview_ends_with_the_publishers_button_and_a_token_continues(
    page: Page, site: PublisherSite, server: ServerProcess, host: httpx.Client
) -> None:
    url = open_page(page, site, host, "preview", more="store")
    status = page.locator("earshot-player [part=status]")
    button = page.get_by_role("button", name="Subscribe")
    assert page.evaluate(f"{INNER}.story.words.at(-1).text") == "Monday"
    expect(button).to_be_hidden()
    page.evaluate(f"{PLAYER}.playbackRate = 3; {PLAYER}.play()")
    expect(status).to_have_text("Sign in to hear the rest.")
    expect(button).to_be_visible()
    told = page.evaluate("told.filter(([name]) => name !== 'play')")
    assert [name for name, _ in told] == ["earshot-locked", "earshot-locked"]
    assert [detail["ended"] for _, detail in told] == [False, True]
    assert told[0][1]["url"] == url
    end = page.evaluate(f"{PLAYER}.currentTime")
    page.evaluate(f"token => {{ {PLAYER}.token = token }}", token(url))
    wait_until(page, f"{INNER}.story?.words.length > 30 && {PLAYER}.currentTime > {end}")
    expect(button).to_be_hidden()
    expect(status).to_be_hidden()
    page.evaluate(f"{PLAYER}.seek({PLAYER}.duration - 0.5)")
    wait_until(page, "told.some(([name]) => name === 'ended')")
    assert token(url)[:20] not in page.evaluate("JSON.stringify(localStorage)")
    server.wait_until(lambda: listen_stats(host, url))
    assert float(listen_stats(host, url)[2]) == 1


def test_a_page_that_supplies_a_token_plays_the_full_story(
    page: Page, site: PublisherSite, server: ServerProcess, host: httpx.Client
) -> None:
    good = token(f"{site.base_url}/answer.html")
    open_page(page, site, host, "answer", access="headline", answer=good)
    page.evaluate(f"{PLAYER}.play()")
    wait_until(page, f"{PLAYER}.currentTime > 0.2 && {INNER}.story?.words.length > 30")
    assert page.locator("earshot-player [part=status]").is_hidden()


def test_an_expired_token_is_reported_and_the_preview_stays(
    page: Page, site: PublisherSite, server: ServerProcess, host: httpx.Client
) -> None:
    late = token(f"{site.base_url}/late.html", -10)
    open_page(page, site, host, "late", more=f'token="{late}"')
    assert page.evaluate(f"{INNER}.story.words.at(-1).text") == "Monday"
    assert page.evaluate("told.filter(([, detail]) => detail.refused).length") == 1


@pytest.mark.parametrize("way", ["figures", "no figures", "privacy"])
def test_listening_on_a_publishers_page_is_counted_unless_page_or_reader_says_no(
    browser: Browser, site: PublisherSite, server: ServerProcess, host: httpx.Client, way: str
) -> None:
    context = browser.new_context()
    if way == "privacy":
        context.add_init_script("navigator.__proto__.globalPrivacyControl = true")
    page = context.new_page()
    sent: list[str] = []
    page.on("request", lambda call: sent.append(call.url) if "analytics" in call.url else None)
    more = "no-analytics" if way == "no figures" else ""
    url = open_page(page, site, host, way.replace(" ", "-"), access="full", more=more)
    page.evaluate(f"{PLAYER}.play()")
    wait_until(page, f"{PLAYER}.currentTime > 1.2")
    page.evaluate(f"{PLAYER}.seek({PLAYER}.duration - 0.3)")
    wait_until(page, "told.some(([name]) => name === 'ended')")
    page.goto("about:blank")
    if way == "figures":
        server.wait_until(lambda: listen_stats(host, url))
        assert listen_stats(host, url)[2] == "1"
        assert listen_stats(host, url)[-1] == "1"
        assert not context.cookies()
    else:
        assert not sent
        assert not listen_stats(host, url)
    context.close()


def test_statistics_are_accepted_only_from_allowed_origins_and_within_limits(
    site: PublisherSite, server: ServerProcess, host: httpx.Client, page: Page
) -> None:
    url = open_page(page, site, host, "bounded")
    story = host.get("/v1/stories", params={"url": url}).json()["stories"][0]
    door = f"/v1/stories/{story['id']}/analytics"
    body = '{"plays": 1, "seconds": 86400, "deciles": [0]}'
    text = {"Content-Type": "text/plain;charset=UTF-8"}
    for origin, status in (("https://evil.example", 403), ("null", 403), (site.base_url, 204)):
        answer = server.client.post(door, content=body, headers={**text, "Origin": origin})
        assert answer.status_code == status, origin
    assert float(listen_stats(host, url)[3]) <= 600 + 2 * story["duration"] / 1000
    answers = send_until_refused(lambda _: server.client.post(door, content=body, headers=text))
    assert {answer.status_code for answer in answers} == {204, 429}
