"""Playback of a recording while it is made."""

import asyncio
from contextlib import closing
from pathlib import Path

from postgres_server import Postgres

from earshot import Article, Block, build_script
from earshot.serialization import script_json
from earshot.server.jobs.leases import JobLeases
from earshot.server.jobs.live_recording import Listener, LiveRecording, stream_segments
from earshot.server.jobs.messages import SegmentRendered
from earshot.server.jobs.segment_exchange import SegmentExchange
from earshot.server.jobs.worker_pool import WorkerPool
from earshot.server.storage.data_dir import DataDir
from earshot.server.storage.database import Database, open_database
from earshot.server.storage.recordings import Recording, RenderedSegment, build_plan
from earshot.server.storage.stories import StoryStore


def open_live_recording(folder: Path) -> LiveRecording:
    """A live recording without segments, whose render seems to run already."""
    script = build_script(
        Article(headline="", blocks=(Block(kind="paragraph", text="Nobody left."),))
    )
    recording = Recording(folder)
    recording.save_plan(
        script_json(script), build_plan(script, "silent:en-us", [""] * len(script.utterances))
    )
    made = LiveRecording(recording, WorkerPool(1), lambda *_: None)
    made._render_positions[0] = 0
    return made


def test_a_listener_that_disconnects_while_waiting_blocks_no_other(
    tmp_path: Path,
) -> None:
    async def listened() -> None:
        story = open_live_recording(tmp_path / "story")
        loop = asyncio.get_running_loop()
        leaving = [asyncio.create_task(story.wait_for_segment(0, Listener())) for _ in range(60)]
        await asyncio.sleep(0)
        for number, each in enumerate(leaving):
            loop.call_at(loop.time() + 1 + number / 20_000, each.cancel)
        await asyncio.gather(*leaving, return_exceptions=True)
        staying = asyncio.create_task(story.wait_for_segment(0, Listener()))
        await asyncio.sleep(0)
        story._add_segment(SegmentRendered(index=0, frame_count=10, word_times=()))
        async with asyncio.timeout(20):
            await staying

    asyncio.run(listened())


def test_a_segment_of_a_cancelled_task_stops_no_recording(tmp_path: Path) -> None:
    async def rendered() -> None:
        story = open_live_recording(tmp_path / "story")
        pool = story._task_runner = WorkerPool(1)
        await pool.start()
        # the task of a listener who has left: its report is not received
        key = story.plan.segments[0].key
        story.recording.write_segment(key, RenderedSegment(1, ((0, 1),)), b"frames")
        await story.render(0)
        assert story.is_complete
        await pool.stop()

    asyncio.run(rendered())


def test_a_listener_hears_what_another_process_synthesizes(
    tmp_path: Path, postgres: Postgres
) -> None:
    async def listened(database: Database) -> list[bytes]:
        story = open_live_recording(tmp_path / "story")
        row = StoryStore(database).add("key", {"submission_hash": ""})
        assert JobLeases(database).claim(row)
        leases = JobLeases(database)
        story.exchange = SegmentExchange(DataDir(tmp_path), database, leases, row.id, 1)
        listener = Listener()
        stream = asyncio.ensure_future(anext(stream_segments(story, 0, 0, listener)))
        await asyncio.sleep(0)
        key = story.plan.segments[0].key
        story.recording.write_segment(key, RenderedSegment(1, ((0, 1),)), b"frames")
        found = await stream
        assert listener._render_task is None, "this process synthesized nothing"
        return [found]

    with closing(open_database(DataDir(tmp_path), postgres.create_database())) as database:
        assert asyncio.run(listened(database)) == [b"frames"]
