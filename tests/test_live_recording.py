"""Listening to a recording while it is made."""

import asyncio
from pathlib import Path

from earshot import Article, Block, write
from earshot.serialization import script_json
from earshot.server.jobs.live_recording import Listener, Reading
from earshot.server.jobs.worker_pool import Crew
from earshot.server.storage.recordings import Recording, planned


def reading(folder: Path) -> Reading:
    """Of a story of which nothing is made yet, and somebody about to make it."""
    script = write(Article(headline="", blocks=(Block(kind="paragraph", text="Nobody left."),)))
    recording = Recording(folder)
    recording.lay_out(script_json(script), planned(script, "silent:en-us"))
    made = Reading(recording, Crew(1), lambda *_: None)
    made._at[0] = 0
    return made


def test_whoever_leaves_while_it_looks_whether_there_is_more_holds_nobody_up(
    tmp_path: Path,
) -> None:
    async def listened() -> None:
        story = reading(tmp_path / "story")
        loop = asyncio.get_running_loop()
        leaving = [asyncio.create_task(story.wait(0, Listener())) for _ in range(60)]
        await asyncio.sleep(0)
        for number, each in enumerate(leaving):
            loop.call_at(loop.time() + 1 + number / 20_000, each.cancel)
        await asyncio.gather(*leaving, return_exceptions=True)
        staying = asyncio.create_task(story.wait(0, Listener()))
        await asyncio.sleep(0)
        story._note({"segment": 0, "frames": 10, "times": []})
        await asyncio.wait_for(staying, 20)

    asyncio.run(listened())
