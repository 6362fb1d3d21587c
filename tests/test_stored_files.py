"""The data directory as the cache of an object store: a folder, or a bucket of S3."""

from __future__ import annotations

import asyncio
import os
import secrets
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from object_storage import run_store

from earshot import Article, Block, build_script
from earshot.object_store import open_store
from earshot.serialization import script_json
from earshot.server.storage.cached_data_dir import open_data_dir
from earshot.server.storage.data_dir import DataDir
from earshot.server.storage.recordings import Recording, RenderedSegment, build_plan
from earshot.server.storage.stored_files import RECENT_SECONDS, StoredFiles

STORY = "story"
HOUR = 3_600.0


@pytest.fixture(scope="module", params=["folder", "s3"])
def bucket(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    with run_store(request.param, tmp_path_factory) as url:
        yield url


@pytest.fixture
def machines(bucket: str, tmp_path: Path) -> Iterator[tuple[DataDir, DataDir]]:
    """The data directories of two machines on one empty store."""
    url = f"{bucket}/{secrets.token_hex(8)}"
    found = [open_data_dir(tmp_path / name, url) for name in ("first", "second")]
    yield found[0], found[1]
    for each in found:
        each.close()


def save_plan(data_dir: DataDir, number: int, text: str = "Nobody left.") -> Recording:
    script = build_script(Article(headline="", blocks=(Block(kind="paragraph", text=text),)))
    recording = Recording(data_dir.revision_dir(STORY, number))
    recording.save_plan(
        script_json(script), build_plan(script, "silent:en-us", [""] * len(script.utterances))
    )
    return recording


def finish(recording: Recording) -> None:
    recording.audio_path.write_bytes(b"sound")
    recording.mark_finished([RenderedSegment(1, ((0, 1),))])


def fetch(data_dir: DataDir, number: int = 1) -> Recording:
    return Recording(asyncio.run(data_dir.fetch_recording(STORY, number)))


def upload(data_dir: DataDir, number: int = 1) -> None:
    asyncio.run(data_dir.upload_recording(STORY, number))


def test_a_finished_recording_is_played_on_another_machine(
    machines: tuple[DataDir, DataDir],
) -> None:
    first, second = machines
    recording = save_plan(first, 1)
    finish(recording)
    upload(first)
    copy = fetch(second)
    assert copy.is_finished
    assert copy.load_plan() == recording.load_plan()
    assert copy.audio_path.read_bytes() == b"sound"
    [(number, finished_at)] = asyncio.run(second.list_finished(STORY))
    assert number == 1
    assert abs(finished_at - time.time()) < HOUR


def test_several_listeners_fetch_a_recording_at_the_same_time(
    machines: tuple[DataDir, DataDir],
) -> None:
    first, second = machines
    finish(save_plan(first, 1))
    upload(first)

    async def fetch_often() -> None:
        await asyncio.gather(*(second.fetch_recording(STORY, 1) for _ in range(20)))

    asyncio.run(fetch_often())
    assert fetch(second).load_plan() == fetch(first).load_plan()


def test_a_recording_that_does_not_exist_is_not_fetched(
    machines: tuple[DataDir, DataDir],
) -> None:
    recording = fetch(machines[1], 7)
    assert not recording.has_plan
    assert not recording.is_finished


def test_the_segments_of_an_unfinished_recording_are_not_made_again(
    machines: tuple[DataDir, DataDir],
) -> None:
    first, second = machines
    recording = save_plan(first, 1)
    [planned] = recording.load_plan().segments
    recording.write_segment(planned.key, RenderedSegment(1, ((0, 1),)), b"frames")
    upload(first)
    copy = fetch(second)
    assert copy.load_segments(copy.load_plan()) == [RenderedSegment(1, ((0, 1),))]
    finish(recording)
    upload(first)
    copy.segment_path(planned.key).unlink()
    asyncio.run(second.fetch_segment(copy.segment_path(planned.key)))
    assert copy.is_finished, "the segments of a finished recording are deleted in the store"
    assert not copy.has_segment(planned.key)


def test_the_files_of_an_attempt_that_was_not_saved_are_replaced(
    machines: tuple[DataDir, DataDir],
) -> None:
    first, second = machines
    save_plan(second, 1, "This was not saved.")
    saved = save_plan(first, 1)
    upload(first)
    assert fetch(second).load_plan() == saved.load_plan()
    asyncio.run(second.fetch_script(STORY, 1))
    assert Recording(second.revision_dir(STORY, 1)).load_script() == saved.load_script()


def test_deleted_revisions_and_stories_leave_nothing_in_the_store(
    machines: tuple[DataDir, DataDir],
) -> None:
    first, second = machines
    for number in (1, 2, 10):
        finish(save_plan(first, number))
        upload(first, number)
    asyncio.run(first.upload_file(first.story_dir(STORY) / "pictures" / "a", Path(__file__)))
    asyncio.run(second.delete_superseded(STORY, 10, "hash"))
    assert [number for number, _ in asyncio.run(first.list_finished(STORY))] == [10]
    assert asyncio.run(second.fetch_file(second.story_dir(STORY) / "pictures" / "a"))
    asyncio.run(second.delete_stored(STORY))
    assert asyncio.run(first.list_finished(STORY)) == []
    assert not asyncio.run(second.fetch_file(second.story_dir(STORY) / "pictures" / "b"))


def test_the_cache_keeps_what_was_used_last(machines: tuple[DataDir, DataDir], bucket: str) -> None:
    first, _ = machines
    files = StoredFiles(first.folder, open_store(bucket))
    now = time.time()
    for number in (1, 2, 3):
        finish(save_plan(first, number))
        upload(first, number)
        folder = first.revision_dir(STORY, number)
        folder.joinpath("recording.mp3").write_bytes(b"n" * 100_000)
        os.utime(folder, (now - 10 * RECENT_SECONDS + number, now - 10 * RECENT_SECONDS + number))
    fetch(first, 1)
    size = files.trim_cache(230_000)
    assert 200_000 < size <= 230_000
    assert not first.revision_dir(STORY, 2).exists()
    assert fetch(first, 1).audio_path.stat().st_size == 100_000
    assert files.trim_cache(0) > 100_000, "what was just used stays"
    assert files.trim_cache(0, now + 2 * RECENT_SECONDS) == 0
    assert not first.story_dir(STORY).exists()
    assert fetch(first, 1).audio_path.read_bytes() == b"sound", "it is in the store"
    files.close()
