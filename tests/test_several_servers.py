"""Two real servers on one Postgres and one bucket, each with a data directory of its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from loopback import serve_in_thread
from object_storage import S3Service, run_s3_service
from postgres_server import Postgres
from receiving import LOOPBACK, ReceivedMessage, WebhookReceiver, webhook_receiver
from serving import SHORT_DELAYS_COMMAND, ServerProcess, running_server, story_markdown
from test_podcasts import channel, new_feed
from test_sites import COOKIE_LINE, LoginSite

from earshot.object_store import open_store


@dataclass(frozen=True)
class Site:
    first: ServerProcess
    second: ServerProcess
    storage: S3Service


@pytest.fixture(scope="module")
def site(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    database = postgres.create_database()
    with run_s3_service() as storage, ExitStack() as stack:
        first, second = (
            stack.enter_context(
                running_server(
                    tmp_path_factory.mktemp("server"),
                    command=SHORT_DELAYS_COMMAND,
                    database=database,
                    storage=f"{storage.url}/library",
                    storage_redirects=redirects,
                    allowed_private_hosts="127.0.0.1",
                )
            )
            for redirects in ("false", "true")
        )
        yield Site(first, second, storage)


def empty_cache(server: ServerProcess) -> None:
    for folder in (server.data_dir / "stories").iterdir():
        shutil.rmtree(folder, ignore_errors=True)


def get_audio(server: ServerProcess, story_id: str, **headers: str) -> httpx.Response:
    return server.client.get(
        f"/v1/stories/{story_id}/audio.mp3", headers=headers, follow_redirects=True
    )


def test_each_server_plays_the_stories_of_the_other(site: Site) -> None:
    story = site.first.create_finished_story(markdown=story_markdown("From the first"))
    expected = get_audio(site.first, story["id"])
    redirect = site.second.client.get(f"/v1/stories/{story['id']}/audio.mp3")
    assert redirect.status_code == 302
    assert "no-cache" in redirect.headers["Cache-Control"]
    part = get_audio(site.second, story["id"], Range="bytes=100-199")
    assert (part.status_code, part.content) == (206, expected.content[100:200])
    page = site.second.client.get(f"/s/{story['id']}")
    assert "She said" in page.text or "she said" in page.text


def test_a_story_is_heard_on_both_servers_while_it_is_made(site: Site) -> None:
    body = "\n\n".join(f"Sentence {line} of the long story." for line in range(30))
    story = site.first.create_story(markdown=story_markdown("Long", body))
    address = f"/v1/stories/{story['id']}/stream"
    site.first.wait_until(lambda: site.first.get_story(story["id"])["revision"])
    streams = [server.client.get(address) for server in (site.second, site.first)]
    assert [each.status_code for each in streams] == [200, 200]
    assert streams[0].content == streams[1].content
    site.first.wait_until_finished(story["id"])


def test_what_is_deleted_on_one_server_is_gone_from_the_other_and_the_bucket(site: Site) -> None:
    story = site.first.create_finished_story(markdown=story_markdown("To be deleted"))
    assert site.second.client.get(f"/s/{story['id']}").status_code == 200
    assert site.second.client.delete(f"/v1/stories/{story['id']}").status_code == 204
    assert get_audio(site.first, story["id"]).status_code == 404
    assert not any(story["id"] in key for key in site.storage.list_keys())


def test_feeds_have_the_same_media_on_both_servers(site: Site) -> None:
    markdown = story_markdown("With chapters", "# One\n\nFirst.\n\n## Two\n\nSecond.")
    story = site.first.create_finished_story(markdown=markdown)
    feed = new_feed(site.first).replace(site.first.base_url, "")
    items = [channel(server, feed).findall("item") for server in (site.first, site.second)]
    assert [each.findtext("guid") for each in items[0]] == [
        each.findtext("guid") for each in items[1]
    ]
    empty_cache(site.first)
    media = f"/media/{feed.split('/')[-1].removesuffix('.xml')}/{story['id']}/1"
    for ending in ("mp3", "vtt", "json"):
        answers = [
            server.client.get(f"{media}.{ending}", follow_redirects=True)
            for server in (site.first, site.second)
        ]
        assert [each.status_code for each in answers] == [200, 200]
        assert answers[0].content == answers[1].content
        types = [each.headers["Content-Type"].partition(";")[0] for each in answers]
        assert types[0] == types[1]


def test_a_cover_is_drawn_by_one_server_for_all(site: Site) -> None:
    cover = new_feed(site.first).replace(site.first.base_url, "").replace(".xml", "/cover.png")
    drawn = site.first.client.get(cover)
    [key] = [each for each in site.storage.list_keys() if each.startswith("library/artwork/")]
    stored = site.second.data_dir / "artwork" / Path(key).name
    assert not stored.exists()
    open_store(site.storage.url).write(key, drawn.content + b"of the store", "image/png")
    assert site.second.client.get(cover).content == drawn.content + b"of the store"
    assert stored.exists()


def wait_until_cached(server: ServerProcess, story_id: str) -> None:
    server.wait_until(lambda: list(server.data_dir.glob(f"stories/{story_id}/*/recording.json")))


def test_ranges_are_sent_from_the_bucket_before_the_cache_has_them(site: Site) -> None:
    server, other = site.first, site.second
    story = server.create_finished_story(markdown=story_markdown("By parts"))
    expected = get_audio(server, story["id"])
    size, sound, tag = len(expected.content), expected.content, expected.headers["ETag"]
    empty_cache(server)
    for header, content in (
        ("bytes=100-199", sound[100:200]),
        ("bytes=-50", sound[-50:]),
        (f"bytes={size - 9}-{size + 9}", sound[-9:]),
    ):
        empty_cache(server)
        part = get_audio(server, story["id"], Range=header)
        assert (part.status_code, part.content) == (206, content)
        assert part.headers["ETag"] == tag
    for headers in ({}, {"Range": "lines=1-2"}, {"Range": "bytes=1-2", "If-Range": '"old"'}):
        empty_cache(server)
        whole = get_audio(server, story["id"], **headers)
        assert (whole.status_code, whole.content) == (200, sound)
    assert get_audio(server, story["id"], Range=f"bytes={size}-").status_code == 416
    assert get_audio(server, story["id"], **{"If-None-Match": tag}).status_code == 304
    path = f"/v1/stories/{story['id']}/audio.mp3"
    assert int(server.client.head(path).headers["Content-Length"]) == size
    empty_cache(other)
    assert other.client.get(path).status_code == 302
    assert not list(other.data_dir.glob(f"stories/{story['id']}/*/recording.mp3"))
    wait_until_cached(server, story["id"])
    cached = get_audio(server, story["id"])
    assert (cached.content, cached.headers["ETag"]) == (sound, tag)


def test_another_format_is_made_once(site: Site) -> None:
    story = site.first.create_finished_story(markdown=story_markdown("Opus"))
    path = f"/v1/stories/{story['id']}/audio.opus"
    expected = site.first.client.get(path)
    assert expected.status_code == 200
    answer = site.second.client.get(path, follow_redirects=True)
    assert answer.content == expected.content


def test_a_lost_bucket_stops_no_cached_sound_and_loses_no_story(site: Site) -> None:
    server = site.first
    cached = server.create_finished_story(markdown=story_markdown("Cached"))
    other = server.create_finished_story(markdown=story_markdown("Not cached"))
    content = get_audio(server, cached["id"]).content
    wait_until_cached(server, cached["id"])
    shutil.rmtree(server.data_dir / "stories" / other["id"])
    site.storage.stop()
    try:
        assert get_audio(server, cached["id"]).content == content
        answer = get_audio(server, other["id"])
        assert (answer.status_code, answer.json()["code"]) == (503, "storage_unavailable")
        assert answer.headers["Retry-After"] == "5"
        fields = {"markdown": story_markdown("Sent meanwhile"), "source_id": "cms-1"}
        assert server.client.post("/v1/stories", json=fields).status_code == 503
    finally:
        site.storage.start()
    assert get_audio(server, other["id"]).status_code == 200
    story = server.create_story(**fields)
    assert server.wait_until_finished(story["id"])["status"] == "succeeded"


def test_a_restored_database_finds_its_recordings_in_the_bucket(
    site: Site, postgres: Postgres, tmp_path: Path
) -> None:
    server = site.first
    story = server.create_finished_story(markdown=story_markdown("Before the backup"))
    expected = get_audio(server, story["id"]).content
    settings = server.settings.copy()
    settings["database"] = postgres.copy_by_backup(settings["database"], tmp_path / "dump")
    later = server.create_finished_story(markdown=story_markdown("After the backup"))
    with running_server(tmp_path / "data", command=SHORT_DELAYS_COMMAND, **settings) as restored:
        assert get_audio(restored, story["id"]).content == expected
        assert get_audio(restored, later["id"]).status_code == 404
        retried = restored.client.post(f"/v1/stories/{story['id']}/retry")
        assert retried.status_code < 300, retried.text
        assert restored.wait_until_finished(story["id"])["status"] == "succeeded"
        assert restored.create_finished_story(markdown=story_markdown("After the restoration"))
    assert get_audio(server, later["id"]).status_code == 200


def test_the_place_in_a_story_is_the_same_on_both_servers(site: Site) -> None:
    story = site.first.create_finished_story(markdown=story_markdown("Place"))
    place = {"position": 7, "listen_status": "started"}
    answer = site.first.client.patch(f"/v1/stories/{story['id']}", json=place)
    assert answer.status_code == 200
    assert site.second.get_story(story["id"])["position"] == 7


def test_the_cookies_of_a_site_are_known_to_both_servers(site: Site) -> None:
    """Either may prepare the story."""
    path = f"/v1/sites/{LOOPBACK}/cookies"
    with serve_in_thread(page := LoginSite()):
        assert site.first.client.put(path, json={"cookies": COOKIE_LINE}).status_code == 204
        for number in range(3):
            site.second.create_finished_story(url=f"{page.url}/{number}")
    assert not list(site.first.data_dir.glob("cookies.txt"))
    assert site.second.client.delete(path).status_code == 204
    assert site.first.client.delete(path).status_code == 404


def test_a_webhook_gets_each_message_once_from_several_servers(site: Site) -> None:
    with webhook_receiver() as receiver:
        fields = {"url": f"{receiver.base_url}/in"}
        assert site.second.client.post("/v1/webhooks", json=fields).status_code == 201
        for server in (site.first, site.second):
            story = server.create_finished_story(markdown=story_markdown(f"On {server.port}"))
            server.wait_until(lambda story=story: finished_messages(receiver, story["id"]))
        found = [each.message_id for each in receiver.messages]
        assert len(found) == len(set(found))


def finished_messages(receiver: WebhookReceiver, story_id: str) -> list[ReceivedMessage]:
    messages = list(receiver.messages)
    return [each for each in messages if story_id in each.body.decode() and is_finished(each)]


def is_finished(message: ReceivedMessage) -> bool:
    return bool(message.payload["type"] == "story.updated")
