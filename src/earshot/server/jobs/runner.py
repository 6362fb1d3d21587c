"""Where stories are made: read, spoken and finished, one after the other, and at once for whoever
presses play.

The store says what is left to do. Each step ends in a transaction that holds only if the story is
still the one that the step was begun for.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import shutil
import time
from collections import OrderedDict
from pathlib import Path
from typing import Any

from earshot.errors import DiskFull, Unwritable
from earshot.server.editions.service import Editions
from earshot.server.error_messages import UNEXPECTED
from earshot.server.events import Events
from earshot.server.jobs.live_recording import Reading, ms
from earshot.server.jobs.schedule import PAUSE, Schedule
from earshot.server.jobs.worker_pool import (
    Crew,
    ProcessEnded,
    StorageFailed,
    TaskFailed,
    TaskFaulted,
)
from earshot.server.settings import Settings
from earshot.server.storage.data_dir import Home
from earshot.server.storage.recordings import Made, Recording
from earshot.server.storage.stories import ATTEMPTS, Store, Story

log = logging.getLogger("earshot")
READERS = 3
"""Stories that are read at once."""
IN_MEMORY = 64
"""Readings."""
REST = 2.0
"""Seconds before a fault is met again; twice as long each time."""
SPOKEN = ("title", "byline", "site", "published", "opening", "words")


class Workshop:
    def __init__(self, home: Home, store: Store, settings: Settings, events: Events) -> None:
        self.home = home
        self.editions = Editions(home, store, settings)
        self.settings = settings
        self.store = store
        self.crew = Crew(settings.crew)
        self.events = events
        self._readings: OrderedDict[tuple[str, int], Reading] = OrderedDict()
        self._in_hand: dict[str, asyncio.Task[None]] = {}
        self.schedule = Schedule()
        self._coding: dict[tuple[Path, str], asyncio.Future[dict[str, Any]]] = {}
        self._wake = asyncio.Event()
        self._hands: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        await self.crew.start()
        self._hands.append(asyncio.create_task(self._warm()))
        for status, count in (("todo", READERS), ("doing", self.crew.size)):
            for _ in range(count):
                self._hands.append(asyncio.create_task(self._work(status)))

    async def _warm(self) -> None:
        with contextlib.suppress(TaskFailed):
            voice, language = self.settings.voice, self.settings.language
            await self.crew.do("warm", voice=voice, language=language)

    async def stop(self) -> None:
        for hand in self._hands:
            hand.cancel()
        await asyncio.gather(*self._hands, return_exceptions=True)
        await self.crew.stop()

    def wake(self) -> None:
        """There is something to do."""
        self._wake.set()

    def again(self, story: str) -> Story | None:
        """Read its source anew and make what is missing; None where it has been deleted."""
        self.forget(story)
        now = self.store.change(story, status="todo", attempts=0, error="")
        self.wake()
        return now

    # Hands

    async def _work(self, status: str) -> None:
        while True:
            story = self._next(status)
            if story is None:
                self._wake.clear()
                with contextlib.suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), REST / 2)
                continue
            step = self._in_hand[story.id] = asyncio.create_task(self._step(story))
            try:
                await asyncio.wait({step})
            finally:
                step.cancel()
                self._in_hand.pop(story.id, None)

    def _next(self, status: str) -> Story | None:
        allowed = self.schedule.allowed(self.store.unfinished(), self._in_hand)
        return next((story for story in allowed if story.status == status), None)

    async def _step(self, story: Story) -> None:
        """Whatever happens, the story goes on, rests or has failed afterwards."""
        try:
            await self._attempt(story)
        except (StorageFailed, DiskFull, Unwritable) as error:
            self.schedule.pause(error)
        except Exception:
            log.exception("story %s", story.id)
            self.schedule.rest(story.id, PAUSE)

    async def _attempt(self, story: Story) -> None:
        """Raises StorageFailed, DiskFull and Unwritable, which are no fault of the story."""
        self.schedule.quarantine.begin(story.id)
        try:
            await (self._read(story) if story.status == "todo" else self._speak(story))
        except (StorageFailed, DiskFull, Unwritable):
            raise
        except ProcessEnded as error:
            self._ended(story, error)
        except TaskFaulted as error:
            self._faulted(story, error.reason)
        except TaskFailed as error:
            self._settle(story, status="failed", error=error.reason)
        except Exception:
            log.exception("story %s", story.id)
            self._faulted(story, UNEXPECTED)
        else:
            self.schedule.release(story.id)
        self.schedule.resume()

    def _ended(self, story: Story, error: ProcessEnded) -> None:
        """The process ended. It counts against the story only where nothing else can be the cause,
        and the story had come no further before it."""
        has_moved = self.schedule.quarantine.has_moved(story.id)
        if error.alone and not has_moved:
            self._faulted(story, error.reason)
            return
        if not error.alone:
            self.schedule.quarantine.add(story.id)
        self.schedule.rest(story.id, REST)
        if has_moved and story.attempts:
            self._settle(story, error="", attempts=0)

    def _faulted(self, story: Story, reason: str) -> None:
        attempts = story.attempts + 1
        if attempts >= ATTEMPTS:
            self._settle(story, status="failed", error=reason, attempts=attempts)
        else:
            self.schedule.rest(story.id, REST * 2**attempts)
            self._settle(story, error=reason, attempts=attempts)

    # Steps

    async def _read(self, story: Story) -> None:
        number = story.revision + 1
        folder = self.home.revision(story.id, number)
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
        edition = self.editions.request(story)
        request = self._request(story, number) | (edition or {})
        found = await self.crew.do("compose" if edition else "prepare", **request)
        if found["digest"] == story.digest:
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
            status = "succeeded" if story.ready == story.revision else "doing"
            self._settle(story, status=status, error="", attempts=0)
            return
        facts = {name: found[name] for name in SPOKEN}
        if found["section"]:
            facts["section"] = found["section"]
        facts |= {"url": story.url or found["url"], "tongue": found["language"]}
        facts |= {"digest": found["digest"], "revision": number}
        with self.store.database.together():
            if self._settle(story, status="doing", error="", attempts=0, **facts):
                self.store.index(_sure(self.store.story(story.id)), found["text"])
        self.wake()

    def _request(self, story: Story, number: int) -> dict[str, Any]:
        sent = self.home.story(story.id) / f"sent-{story.sent}"
        files = sorted(self.home.story(story.id).glob(f"{sent.name}.*"))
        return {
            "source": str(files[0]) if files else story.url,
            "url": story.url,
            "title": story.sent_title,
            "language": story.language,
            "voice": story.voice or self.settings.voice,
            "folder": str(self.home.revision(story.id, number)),
            "olds": [str(self.home.revision(story.id, story.ready))] if story.ready else [],
        }

    async def _speak(self, story: Story) -> None:
        reading = await self.reading(story)
        while (missing := reading.first_missing) is not None:
            await reading.make(missing)
            if not self._is_current(story):
                return
        done = await self.crew.do("finish", folder=str(reading.recording.folder))
        reading.finished()
        self._settle(
            story,
            status="succeeded",
            error="",
            attempts=0,
            ready=story.revision,
            superseded_at=time.time() if story.ready else story.superseded_at,
            duration=done["duration"],
            bytes=done["bytes"],
            made_at=time.time(),
        )

    def _is_current(self, story: Story) -> bool:
        now = self.store.story(story.id)
        return now is not None and (now.sent, now.revision) == (story.sent, story.revision)

    def _settle(self, story: Story, **facts: object) -> bool:
        """Note what became of a step, if the story is still what it was when the step began."""
        with self.store.database.together():
            if not self._is_current(story):
                return False
            now = self.store.change(story.id, **facts)
        if now:
            self.events.tell(story.id, "status", {"status": now.status, "error": now.error})
        return True

    async def coded(self, recording: Recording, ending: str) -> None:
        """The finished recording is there in another format, too. Raises TaskFailed."""
        at = (recording.folder, ending)
        if at not in self._coding:
            work = self.crew.do("code", folder=str(recording.folder), format=ending)
            task = self._coding[at] = asyncio.ensure_future(work)
            task.add_done_callback(lambda _: self._coding.pop(at, None))
        await asyncio.shield(self._coding[at])

    async def read(self, story: Story, seconds: float) -> None:
        """Wait for the story's page to be read, at most so long."""
        end = time.monotonic() + seconds
        self.wake()
        while time.monotonic() < end:
            now = self.store.story(story.id)
            if now is None or now.revision or now.status == "failed":
                return
            await asyncio.sleep(0.02)

    # Readings

    async def reading(self, story: Story, revision: int = 0) -> Reading:
        """The newest revision, or that one, as it can be heard now."""
        at = (story.id, revision or story.revision)
        known = self._readings.get(at)
        if known is None or known.failure:
            recording = Recording(self.home.revision(*at))
            found = await asyncio.to_thread(Reading, recording, self.crew, self._heard(*at))
            known = self._readings.setdefault(at, found) if known is None else found
            self._readings[at] = known
        self._readings.move_to_end(at)
        while len(self._readings) > IN_MEMORY:
            self._readings.popitem(last=False)
        return known

    def _heard(self, story: str, revision: int) -> Any:
        def heard(segment: int, made: Made) -> None:
            self.schedule.quarantine.move(story)
            facts = {"revision": revision, "segments": [segment_facts(segment, made)]}
            self.events.tell(story, "segments", facts)

        return heard

    def forget(self, story: str) -> None:
        """The story is another one, or none: whoever works on it stops."""
        if step := self._in_hand.get(story):
            step.cancel()
        self.schedule.release(story)
        for at in [at for at in self._readings if at[0] == story]:
            del self._readings[at]


def segment_facts(number: int, made: Made) -> dict[str, Any]:
    """What a player needs of a segment: milliseconds from its own start."""
    times = [[start * 1000 // 24_000, end * 1000 // 24_000] for start, end in made.times]
    return {"index": number, "duration": ms(made.frames), "words": times}


def _sure(story: Story | None) -> Story:
    assert story is not None
    return story
