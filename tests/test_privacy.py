"""What others see: users of the machine, shared caches, readers of a public server."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from accounts import OWNER_HASH, OWNER_PASSWORD
from command_line import run_earshot
from serving import ServerProcess, create_client, running_server, story_markdown

from earshot.server.caller import Caller
from earshot.server.storage.data_dir import restrict_access

ORIGIN = {"Origin": "https://podcasts.example"}
OWNER_FIELDS = ("position", "listen_status", "archived", "queue_position", "playlists", "source_id")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    settings = {"password": OWNER_HASH, "public": "true", "access_rules": "locked.example=preview"}
    with running_server(tmp_path_factory.mktemp("library"), **settings) as running:
        yield running


@contextmanager
def logged_in(server: ServerProcess, password: str = OWNER_PASSWORD) -> Iterator[httpx.Client]:
    with create_client(server.base_url) as client:
        assert client.post("/login", data={"password": password}).status_code == 303
        yield client


@pytest.fixture(scope="module")
def owner(server: ServerProcess) -> Iterator[httpx.Client]:
    with logged_in(server) as client:
        yield client


def create_story(owner: httpx.Client, **fields: Any) -> str:
    sent = owner.post("/v1/stories", json={"markdown": story_markdown(), **fields}).json()
    address = f"/v1/stories/{sent['id']}"
    ServerProcess.wait_until(lambda: owner.get(address).json()["status"] == "succeeded")
    story_id: str = sent["id"]
    return story_id


@pytest.fixture(scope="module")
def story(owner: httpx.Client) -> str:
    return create_story(owner, source_id="cms-1", playlists=["Private plans"])


@pytest.fixture(scope="module")
def locked_story(owner: httpx.Client) -> str:
    return create_story(owner, url="https://locked.example/a")


def create_feed(owner: httpx.Client, **fields: str) -> str:
    owner.post("/feeds", data={"content": "library", **fields})
    return str(re.findall(r'value="[^"]*(/feeds/[^"]*)"', owner.get("/feeds").text)[0])


def open_modes(folder: Path) -> dict[str, str]:
    """What users other than the owner have some access to."""
    found = {}
    for path in (folder, *folder.rglob("*")):
        with suppress(FileNotFoundError):  # the server has renamed or removed it
            mode = path.stat().st_mode
            if mode & 0o077:
                found[str(path.relative_to(folder))] = stat.filemode(mode)
    return found


def test_nobody_else_on_the_machine_reads_the_library(server: ServerProcess, story: str) -> None:
    assert (server.data_dir / "stories" / story).is_dir()
    assert open_modes(server.data_dir) == {}


def test_the_library_of_an_older_version_is_closed_at_the_start(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    (folder / "stories" / "1").mkdir(parents=True)
    for name in ("earshot.db", "stories/1/script.json"):
        (folder / name).touch()
    (folder / "stories" / "1" / "link").symlink_to(tmp_path)
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755)
    before = tmp_path.stat().st_mode
    restrict_access(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "stories/1/script.json").stat().st_mode) & 0o077 == 0
    assert tmp_path.stat().st_mode == before, "a link is not followed"


def test_a_new_password_ends_all_sessions(tmp_path: Path) -> None:
    def set_password(password: str) -> None:
        command = ("set-password", "--data-dir", tmp_path)
        assert run_earshot(*command, stdin=f"{password}\n").returncode == 0

    set_password(OWNER_PASSWORD)
    with running_server(tmp_path) as server, logged_in(server) as client:
        assert client.get("/settings").status_code == 200
        cookies = dict(client.cookies)
    set_password(OWNER_PASSWORD)
    with running_server(tmp_path) as server:
        server.client.cookies.update(cookies)
        answer = server.client.get("/settings")
        assert (answer.status_code, answer.headers["location"]) == (303, "/login")
        with logged_in(server) as client:
            assert client.get("/settings").status_code == 200


def test_the_owner_can_sign_out_everywhere(tmp_path: Path) -> None:
    with (
        running_server(tmp_path, password=OWNER_HASH) as server,
        logged_in(server) as here,
        logged_in(server) as elsewhere,
    ):
        assert "Log out everywhere" in here.get("/settings").text
        answer = here.post("/settings", data={"sign_out": "everywhere"})
        assert (answer.status_code, answer.headers["location"]) == (303, "/login")
        for client in (here, elsewhere):
            assert client.get("/settings").status_code == 303


def enclosures(client: httpx.Client, feed: str) -> list[str]:
    found = re.findall(r'<enclosure url="https?://[^/]*([^"]*)"', client.get(feed).text)
    assert found
    return found


def test_audio_of_a_private_feed_is_private_and_dies_with_it(
    server: ServerProcess, owner: httpx.Client, story: str, locked_story: str
) -> None:
    feed = create_feed(owner)
    addresses = enclosures(server.client, feed)
    assert any(locked_story in each for each in addresses)
    for address in addresses:
        answer = server.client.get(address)
        assert answer.headers["cache-control"] == "private, no-cache"
    cover = server.client.get(feed.replace(".xml", "/cover.png"))
    assert cover.headers["cache-control"].startswith("private")
    owner.post("/feeds", data={"revoke": feed.split("/")[-1].removesuffix(".xml")})
    known = {"If-None-Match": answer.headers["etag"]}
    for address in (feed, *addresses):
        assert server.client.get(address, headers=known).status_code == 404


def test_audio_of_a_public_feed_is_kept_by_shared_caches_for_a_day(
    server: ServerProcess, owner: httpx.Client, story: str, locked_story: str
) -> None:
    addresses = enclosures(server.client, create_feed(owner, public="yes"))
    assert not any(locked_story in each for each in addresses)
    for address in addresses:
        cached = server.client.get(address).headers["cache-control"]
        assert cached == "public, max-age=86400, immutable"


def test_responses_of_a_private_library_are_private(tmp_path: Path) -> None:
    with running_server(tmp_path, password=OWNER_HASH) as server, logged_in(server) as owner:
        story = create_story(owner)
        for path in ("audio.mp3", "timings", "transcript.vtt", ""):
            answer = owner.get(f"/v1/stories/{story}/{path}".rstrip("/"))
            assert answer.headers["cache-control"] == "private, no-cache", path
            assert "Cookie" in answer.headers["vary"]


def test_readers_do_not_see_the_listening_of_the_owner(
    server: ServerProcess, owner: httpx.Client, story: str
) -> None:
    change = {"position": 7, "listen_status": "started", "queue": "front"}
    assert owner.patch(f"/v1/stories/{story}", json=change).status_code == 200
    other = create_story(owner, markdown=story_markdown("The next story"))
    owner.patch(f"/v1/stories/{other}", json={"queue": "back"})
    for client, is_owner in ((owner, True), (server.client, False)):
        shown = client.get(f"/v1/stories/{story}").json()
        assert [name in shown for name in OWNER_FIELDS] == [is_owner] * len(OWNER_FIELDS)
        page = client.get(f"/s/{story}").text
        assert (f"/s/{other}" in page) == is_owner
        assert ('"position":7' in page) == is_owner, page[-900:]


def test_readers_do_not_see_why_a_story_failed(server: ServerProcess, owner: httpx.Client) -> None:
    story = owner.post("/v1/stories", json={"url": "http://127.0.0.1:9/x"}).json()["id"]
    address = f"/v1/stories/{story}"
    server.wait_until(lambda: owner.get(address).json()["status"] == "failed")
    reason = owner.get(address).json()["error"]
    shown = server.client.get(address).json()
    assert (shown["status"], shown["error"]) == ("failed", "This story could not be recorded.")
    for path in (address, f"{address}/audio.mp3", f"/s/{story}"):
        assert reason.rstrip(".") not in server.client.get(path).text
    with server.client.stream("GET", f"{address}/events") as events:
        lines = events.iter_lines()
        assert next(lines) == "event: status"
        assert reason not in next(lines)


def test_a_key_without_the_scope_is_rejected_with_the_reason() -> None:
    for scope in ("listen", "read"):
        with pytest.raises(Exception, match=f"this key has the scope {scope}") as caught:
            Caller("key 1", scope, has_key=True).require("write")
        assert caught.value.status == 403  # type: ignore[attr-defined]
    with pytest.raises(Exception, match="log in") as caught:
        Caller("192.0.2.1", "listen").require("read")
    assert caught.value.status == 401  # type: ignore[attr-defined]


def test_podcast_apps_on_the_web_may_ask_whether_a_feed_has_changed(
    server: ServerProcess, owner: httpx.Client, story: str
) -> None:
    feed = create_feed(owner, public="yes")
    asked = ORIGIN | {
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "if-none-match",
    }
    preflight = server.client.options(feed, headers=asked)
    assert preflight.status_code == 204
    assert "If-None-Match" in preflight.headers["access-control-allow-headers"]
    tag = server.client.get(feed).headers["etag"]
    again = server.client.get(feed, headers=ORIGIN | {"If-None-Match": tag})
    assert again.status_code == 304
    assert again.headers["access-control-allow-origin"] == "*"


def test_errors_have_cors_and_security_headers_too(server: ServerProcess) -> None:
    for path in ("/feeds/none.xml", "/media/none/1/1.mp3"):
        answer = server.client.get(path, headers=ORIGIN)
        assert answer.status_code == 404
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_scripts_named_by_their_digest_are_kept_for_ever(server: ServerProcess) -> None:
    page = server.client.get("/login").text
    address = re.findall(r'href="(/web/[^"]*\.css)"', page)[0]
    answer = server.client.get(address)
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    name = address.rpartition("/")[2]
    for other in (f"/web/{name}", f"/web/0000/{name}"):
        again = server.client.get(other, headers={"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.headers["cache-control"]) == (304, "no-cache")


def test_new_files_are_closed_whatever_the_umask(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        with running_server(tmp_path / "library") as server:
            server.create_finished_story(markdown=story_markdown())
            assert open_modes(server.data_dir) == {}
    finally:
        os.umask(old)
