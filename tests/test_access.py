"""The paywall: playback without a token, with a valid one, and with an invalid one."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
from accounts import OWNER_HASH, OWNER_PASSWORD
from serving import ServerProcess, create_client, running_server, send_until_refused

from earshot.audio.ffmpeg import decode_bytes
from earshot.errors import InvalidOption
from earshot.mastering import RATE
from earshot.server.settings import load_settings
from earshot.server.storage.data_dir import DataDir
from earshot.server.storage.database import open_database
from earshot.server.storage.sqlite_database import MIGRATIONS

OLD, NEW = "old-key-" * 4, "new-key-" * 4
URL = "https://news.example/ferry"
FIRST = "The boat came back to the lake on Monday. Nobody had waited for it in the rain."
LATER = (
    "It cost $4.20 to mend the bell, she said.",
    "The children ride for nothing until the first of May.",
    "Tickets will be sold again on the pier.",
    "The captain has retired to the hills.",
    "A brass band will play on the first day.",
)
TELLING = ("4.20", "children", "Tickets", "captain", "brass")
STORY = "# Ferry returns\n\n" + "\n\n".join((FIRST, *LATER))
UNREADABLE = "http://127.0.0.1:1"
"""The site of pages that are never fetched: the server rejects loopback addresses."""
PLAYER_REQUESTS = 20
"""The stories that a stranger may request in a minute."""
MINE = {
    "password": OWNER_HASH,
    "public": "true",
    "allowed_origins": f"https://news.example,{UNREADABLE}",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    home = tmp_path_factory.mktemp("library")
    rules = {"access_rules": "preview,strict.example=headline", "jwt_keys": f"{NEW},{OLD}"}
    with running_server(home, **MINE, **rules) as running:
        yield running


@pytest.fixture(scope="module")
def host(server: ServerProcess) -> Iterator[httpx.Client]:
    with create_client(server.base_url) as client:
        assert client.post("/login", data={"password": OWNER_PASSWORD}).status_code == 303
        yield client


def create_story(server: ServerProcess, host: httpx.Client, **sent: Any) -> str:
    story: str = host.post("/v1/stories", json={"markdown": STORY, **sent}).json()["id"]
    server.wait_until(lambda: host.get(f"/v1/stories/{story}").json()["status"] == "succeeded")
    return story


@pytest.fixture(scope="module")
def story(server: ServerProcess, host: httpx.Client) -> str:
    return create_story(server, host, url=URL, source_id="cms-1")


def token(key: str = NEW, **claims: Any) -> str:
    facts = {"aud": "earshot", "sub": URL, "exp": int(time.time()) + 60}
    return jwt.encode({k: v for k, v in {**facts, **claims}.items() if v}, key, "HS256")


def seconds(sound: bytes) -> float:
    return len(decode_bytes(sound, RATE)) / RATE


DOORS = (
    "/v1/stories/{id}",
    "/v1/stories/{id}/timings",
    "/v1/stories/{id}/transcript.vtt",
    "/v1/stories/{id}/transcript.srt",
    "/v1/stories/{id}/transcript.txt",
    "/s/{id}",
    "/embed/{id}",
    "/playground?story={id}",
    f"/v1/player?url={URL}",
    "/v1/oembed?url={base}/s/{id}",
)
SOUNDS = ("audio.mp3", "audio.m4a", "audio.opus", "stream", "stream?start_word=30")


@pytest.mark.parametrize("door", DOORS)
def test_without_a_token_the_api_returns_only_the_preview(
    server: ServerProcess, story: str, door: str
) -> None:
    answer = server.client.get(door.format(id=story, base=server.base_url))
    assert answer.status_code == 200
    assert "Ferry returns" in answer.text
    assert not [word for word in TELLING if word in answer.text]


def test_images_after_the_preview_are_not_listed(server: ServerProcess, host: httpx.Client) -> None:
    shown = '<figure><img src="/{0}.jpg"><figcaption>The {0} picture</figcaption></figure>'
    parts = [shown.format("first"), *(f"<p>{text}</p>" for text in (FIRST, *LATER))]
    parts.insert(4, shown.format("later"))
    html = f"<html lang=en><body><article><h1>Seen</h1>{''.join(parts)}</article></body></html>"
    sent = host.post("/v1/stories", json={"html": html, "url": "https://news.example/seen"})
    story = sent.json()["id"]
    server.wait_until(lambda: host.get(f"/v1/stories/{story}").json()["status"] == "succeeded")
    for client, later in ((server.client, False), (host, True)):
        page = client.get(f"/s/{story}").text
        assert "The first picture" in page
        assert ("The later picture" in page) == later


@pytest.mark.parametrize("door", SOUNDS)
def test_without_a_token_the_audio_is_shorter(
    server: ServerProcess, host: httpx.Client, story: str, door: str
) -> None:
    address = f"/v1/stories/{story}/{door}"
    part, whole = server.client.get(address), host.get(address)
    assert 1 < seconds(part.content) < seconds(whole.content) / 2 or "start_word" in door
    assert len(part.content) < len(whole.content) or "start_word" in door
    if "audio" in door:
        assert part.headers["etag"] != whole.headers["etag"]
    for answer in (part, whole):
        assert answer.headers["cache-control"] in ("no-store", "private, no-cache")
        assert "Cookie" in answer.headers["vary"]


def test_a_range_after_the_preview_is_not_satisfiable(server: ServerProcess, story: str) -> None:
    address = f"/v1/stories/{story}/audio.mp3"
    size = len(server.client.get(address).content)
    behind = server.client.get(address, headers={"Range": f"bytes={size + 1}-"})
    assert behind.status_code == 416
    inside = server.client.get(address, headers={"Range": "bytes=100-199"})
    assert (inside.status_code, len(inside.content)) == (206, 100)


@pytest.mark.parametrize("subject", ["url", "id", "source_id"])
@pytest.mark.parametrize("key", [NEW, OLD])
def test_a_token_signed_with_either_key_gives_full_access(
    server: ServerProcess, story: str, subject: str, key: str
) -> None:
    sub = {"url": f"{URL}?utm_source=mail", "id": story, "source_id": "cms-1"}[subject]
    params = {"token": token(key, sub=sub)}
    result = server.client.get(f"/v1/stories/{story}", params=params).json()
    assert (result["access"], result["access_granted"]) == ("preview", "full")
    assert result["segments"][-1]["text"] == LATER[-1]
    for link in ("audio", "timings", "transcript"):
        assert server.client.get(result["links"][link]).status_code == 200
    assert LATER[-1] in server.client.get(result["links"]["timings"]).text
    assert "brass" in server.client.get(f"/s/{story}", params=params).text


BAD = {
    "another key": token("x" * 32),
    "run out": token(exp=int(time.time()) - 5),
    "for ever": token(exp=None),
    "for another story": token(sub="https://news.example/other"),
    "for another use": token(aud="mail"),
    "for no story": token(sub=None),
    "of a level that is none": token(level="everything"),
    "signed by nobody": jwt.encode({"aud": "earshot", "sub": URL, "exp": 9e9}, "", "none"),
    "no token": "x.y.z",
    "not even text": "\udc80é",
}


@pytest.mark.parametrize("name", BAD)
def test_an_invalid_token_is_rejected_with_the_reason(
    server: ServerProcess, story: str, name: str
) -> None:
    params = {"token": BAD[name].encode("utf-8", "replace").decode()}
    for door in ("", "/audio.mp3", "/timings", "/transcript.txt", "/stream", "/events"):
        answer = server.client.get(f"/v1/stories/{story}{door}", params=params)
        assert answer.status_code == 401, door
        assert answer.json()["code"] == "invalid_token"
    page = server.client.get(f"/s/{story}", params=params)
    assert page.status_code == 401
    assert "4.20" not in page.text


def test_a_site_and_a_story_override_the_default_access_level(
    server: ServerProcess, host: httpx.Client
) -> None:
    strict = create_story(server, host, url="https://strict.example/a")
    words = server.client.get(f"/v1/stories/{strict}/timings").json()
    assert [word["text"] for word in words["words"]] == ["Ferry", "returns"]
    assert words["blocks"] == []
    assert "boat" not in server.client.get(f"/s/{strict}").text
    params = {"token": token(sub=strict, level="preview")}
    result = server.client.get(f"/v1/stories/{strict}", params=params).json()
    assert (result["access_granted"], result["segments"][-1]["text"]) == (
        "preview",
        "Nobody had waited for it in the rain.",
    )
    assert host.patch(f"/v1/stories/{strict}", json={"access": "full"}).status_code == 200
    assert LATER[-1] in server.client.get(f"/v1/stories/{strict}/transcript.txt").text
    open_again = create_story(server, host, url="https://strict.example/a", access="headline")
    assert open_again == strict
    assert "boat" not in server.client.get(f"/v1/stories/{strict}/transcript.txt").text


def test_the_preview_of_a_one_paragraph_story_is_not_the_full_story(
    server: ServerProcess, host: httpx.Client
) -> None:
    lump = create_story(
        server, host, markdown=f"# Ferry\n\n{FIRST} {' '.join(LATER)}", url=f"{URL}-lump"
    )
    words = server.client.get(f"/v1/stories/{lump}/timings").json()
    assert words["blocks"][0]["text"] == FIRST


def test_locked_stories_are_only_in_private_feeds(
    server: ServerProcess, host: httpx.Client, story: str
) -> None:
    host.post("/feeds", data={"content": "library", "public": "yes"})
    host.post("/feeds", data={"content": "library"})
    page = host.get("/feeds").text
    tokens = {part.partition(".xml")[0] for part in page.split("/feeds/")[1:] if ".xml" in part}
    holding = set()
    for each in tokens:
        feed = server.client.get(f"/feeds/{each}.xml").text
        media = server.client.get(f"/media/{each}/{story}/1.mp3")
        assert media.status_code == (200 if story in feed else 404)
        holding.add(story in feed)
    assert holding == {True, False}


def test_a_preview_is_ready_before_the_full_recording(
    server: ServerProcess, host: httpx.Client
) -> None:
    long = STORY + "".join(f"\n\nSentence number {n} is about boats." for n in range(400))
    sent = host.post("/v1/stories", json={"markdown": long, "url": f"{URL}-long"}).json()
    answer = server.client.get(f"/v1/stories/{sent['id']}/audio.mp3")
    assert answer.status_code == 200
    assert seconds(answer.content) < 20
    host.delete(f"/v1/stories/{sent['id']}")  # other tests do not wait for its recording


def test_story_creation_without_a_key_is_rate_limited(server: ServerProcess) -> None:
    headers = {"Origin": UNREADABLE}
    start = time.monotonic()
    responses = send_until_refused(
        lambda number: server.client.post(
            "/v1/player", json={"url": f"{UNREADABLE}/{number}"}, headers=headers
        )
    )
    allowed = PLAYER_REQUESTS + (time.monotonic() - start) * PLAYER_REQUESTS / 60
    assert {answer.status_code for answer in responses} == {200, 429}
    assert responses[0].headers["access-control-allow-origin"] == UNREADABLE
    assert sum(answer.status_code == 200 for answer in responses) <= allowed


def test_locked_stories_are_not_in_editions(server: ServerProcess, host: httpx.Client) -> None:
    create_story(server, host, markdown="# Open\n\nThe lamp is lit.", access="full")
    edition = host.post("/v1/editions", json={}).json()["id"]
    server.wait_until(lambda: host.get(f"/v1/stories/{edition}").json()["status"] == "succeeded")
    text = host.get(f"/v1/stories/{edition}/transcript.txt").text
    assert "lamp" in text
    assert not [word for word in TELLING if word in text]


@pytest.mark.parametrize(
    "given",
    [
        {"access_rules": ("most",)},
        {"access_rules": ("news.example=half",)},
        {"access_rules": ("https://news.example=headline",)},
        {"jwt_keys": ("short",)},
    ],
)
def test_invalid_paywall_settings_prevent_the_start(tmp_path: Path, given: Any) -> None:
    with pytest.raises(InvalidOption):
        load_settings(tmp_path, given, {})


def test_an_older_library_opens(tmp_path: Path) -> None:
    home = DataDir(tmp_path)
    schema = MIGRATIONS[0].read_text("utf-8")
    before = sqlite3.connect(home.database_path)
    before.executescript(f"{schema} PRAGMA user_version = 1;")
    before.execute(
        "INSERT INTO stories (id, key, sent, sent_at, created, updated) VALUES (1,1,1,1,1,1)"
    )
    before.commit()
    before.close()
    database = open_database(home)
    assert database.value("SELECT access_level FROM stories") == ""
    database.close()
