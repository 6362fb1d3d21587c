"""Utterances begun before they are asked for, and handed out in their order.

What the cache holds is read when it is asked for. What it lacks is looked for well ahead and given
to the workers at once, so that a corrected sentence in the middle of a story is said while the
story before it is read.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Protocol

from earshot import speech_cache as cache
from earshot.model import Speech, Utterance
from earshot.speech_cache import SpeechCache
from earshot.synthesis import pool as workers
from earshot.synthesis.worker import Booth
from earshot.voices.protocol import Voice

AHEAD = 2
"""Batches for each worker that may be said before they are asked for."""
READ = 32
"""Utterances that are read from the cache while one before them is being said."""
ALONE = 0.08
"""Seconds at most that the first batch of a story has all cores, while the processes of the others
stand ready: so much sooner is it heard."""
SEEN, STEP = 128, 16
"""Utterances that are looked at ahead, and how many more of them each time."""
Said = tuple[Voice, Utterance, Speech]


class Part(Protocol):
    """A voice that says its part; see `performance.Part`."""

    voice: Voice

    @property
    def gain(self) -> float: ...
    @property
    def batch(self) -> int: ...
    def key(self, utterance: Utterance) -> str: ...
    def take(
        self, utterances: Sequence[Utterance], speeches: SpeechCache | None, booth: Booth
    ) -> list[Speech]: ...


@dataclass(slots=True, eq=False)
class _Take:
    part: Part
    utterance: Utterance
    speeches: SpeechCache | None
    key: str
    """That the cache keeps it under; nothing where there is none."""
    batch: Future[list[Speech]] | None = None
    """Where it is being said; None where the cache has it."""
    number: int = 0
    """In its batch."""
    read: Speech | None = None
    """What the cache holds, where it was read before its turn."""

    @property
    def known(self) -> bool:
        return self.speeches is not None and self.speeches.has(self.key)

    def kept(self) -> Speech | None:
        """What the cache holds; None where it was swept away since it was seen there."""
        if not self.read and self.speeches:
            self.read = self.speeches.get(self.key, self.utterance)
        return self.read


def taken(parts: Iterable[tuple[Part, Utterance]]) -> Iterator[Said]:
    """All of them in their order."""
    ahead = _Ahead(parts)
    try:
        yield from ahead
    finally:
        ahead.close()


class _Ahead:
    def __init__(self, parts: Iterable[tuple[Part, Utterance]]) -> None:
        self._parts = iter(parts)
        self._crew = workers.shared()
        self._speeches = SpeechCache() if cache.room() else None
        self._seen: deque[_Take] = deque()
        self._gathered: list[_Take] = []
        """For the next batch, all of one part."""
        self._first: Future[list[Speech]] | None = None
        self._size = 1
        """Of the next batch: the first sentence waits for no other, and each batch doubles it."""

    def __iter__(self) -> Iterator[Said]:
        while True:
            self._look()
            if not self._seen:
                return
            if self._gathered and self._seen[0] is self._gathered[0]:
                self._begin()
            take = self._seen.popleft()
            yield take.part.voice, take.utterance, self._speech(take)

    def close(self) -> None:
        for take in self._seen:
            if take.batch:
                take.batch.cancel()

    def _look(self) -> None:
        """Go on looking ahead, and begin what is lacking, as far as there is room for it."""
        for part, utterance in islice(self._parts, self._room()):
            part.gain  # noqa: B018 - found here: a worker that waits for the others never ends
            speeches = None if part.voice.soundless else self._speeches
            take = _Take(part, utterance, speeches, part.key(utterance) if speeches else "")
            self._seen.append(take)
            if not take.known:
                self._gather(take)
            if self._begun() > AHEAD * self._crew.count:
                return
        if self._begun() < self._crew.count:
            self._begin()  # a worker is free, and nothing more came to fill the batch

    def _room(self) -> int:
        busy = self._begun() > AHEAD * self._crew.count
        return 0 if busy else min(STEP, SEEN - len(self._seen))

    def _begun(self) -> int:
        """Batches that were begun and are not yet handed out to their end."""
        return len({id(take.batch) for take in self._seen if take.batch})

    def _gather(self, take: _Take) -> None:
        if self._gathered and self._gathered[0].part is not take.part:
            self._begin()
        self._gathered.append(take)
        if len(self._gathered) >= min(self._size, take.part.batch):
            self._begin()

    def _begin(self) -> None:
        """Give the workers what was gathered."""
        takes, self._gathered = self._gathered, []
        if takes:
            first = takes[0]
            utterances = [take.utterance for take in takes]
            work = partial(first.part.take, utterances, first.speeches)
            batch = self._crew.submit(partial(_later, self._first, work))
            self._first = self._first or batch
            for number, take in enumerate(takes):
                take.batch, take.number = batch, number
            self._size = min(2 * self._size, SEEN)

    def _speech(self, take: _Take) -> Speech:
        if take.batch:
            self._read(take.batch)
            return take.batch.result()[take.number]
        if found := take.kept():
            return found
        again = partial(take.part.take, [take.utterance], take.speeches)
        return self._crew.submit(again).result()[0]

    def _read(self, batch: Future[list[Speech]]) -> None:
        """Use the time until a batch is said for what comes after it."""
        for take in islice(self._seen, READ):
            if batch.done():
                return
            if not take.batch and take not in self._gathered:
                take.kept()


def _later(
    first: Future[list[Speech]] | None, work: Callable[[Booth], list[Speech]], booth: Booth
) -> list[Speech]:
    """Done by a booth once the first batch is, or that has been alone for long enough."""
    if first and booth.runs:
        wait([first], ALONE)
    return work(booth)
