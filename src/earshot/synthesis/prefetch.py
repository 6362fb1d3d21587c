"""Synthesizes utterances ahead of demand and yields them in script order.

The prefetcher checks the cache well ahead and submits missing utterances to the workers at once.
So a corrected sentence in the middle of an article is synthesized while the text before it is read
from the cache.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass
from functools import partial
from itertools import islice
from threading import Event
from typing import Protocol

from earshot import speech_cache
from earshot.imports import load_module
from earshot.model import Speech, Utterance
from earshot.speech_cache import SpeechCache
from earshot.synthesis.worker import SynthesisWorker
from earshot.voices.protocol import Voice

MAX_BATCHES_AHEAD = 2
"""Batches per worker that may be synthesized ahead of demand."""
MAX_CACHE_READS = 32
"""Utterances to read from the cache while an earlier one is being synthesized."""
FIRST_BATCH_SECONDS, START_DELAY_SECONDS = 0.08, 0.5
"""Seconds at most during which the first batch of an article has all cores while other processes
wait. This shortens the time to the first sound. The start of a process takes more time than a
sentence, so it waits until that is encoded too."""
LOOKAHEAD, LOOKAHEAD_STEP = 128, 16
"""How many utterances to look ahead, and how many to add each time."""
SpokenUtterance = tuple[Voice, Utterance, Speech]


class VoicePart(Protocol):
    """A voice that synthesizes its utterances; see `synthesizer.VoicePart`."""

    voice: Voice

    @property
    def gain(self) -> float: ...
    @property
    def batch_size(self) -> int: ...
    def key(self, utterance: Utterance) -> str: ...
    def synthesize_batch(
        self, utterances: Sequence[Utterance], speeches: SpeechCache | None, worker: SynthesisWorker
    ) -> list[Speech]: ...


class Pool(Protocol):
    """Worker processes; see `pool.SynthesisPool`."""

    count: int

    def submit(
        self, work: Callable[[SynthesisWorker], list[Speech]], *, is_urgent: bool = False
    ) -> Future[list[Speech]]: ...


@dataclass(slots=True, eq=False)
class _Request:
    part: VoicePart
    utterance: Utterance
    speeches: SpeechCache | None
    key: str
    """Cache key; empty without a cache."""
    batch: Future[list[Speech]] | None = None
    """The batch that synthesizes it; None if it is cached."""
    index: int = 0
    """Index in the batch."""
    cached: Speech | None = None
    """The cached speech, if it was read early."""

    @property
    def is_cached(self) -> bool:
        return self.speeches is not None and self.speeches.has(self.key)

    def read_cache(self) -> Speech | None:
        """Read from the cache; None if it was removed in the meantime."""
        if not self.cached and self.speeches:
            self.cached = self.speeches.get(self.key, self.utterance)
        return self.cached


def prefetch(parts: Iterable[tuple[VoicePart, Utterance]], pool: Pool) -> Iterator[SpokenUtterance]:
    """All speeches in order. The first ones are synthesized from now on."""
    ahead = _Prefetcher(parts, pool)
    ahead.fill()
    load_module("numpy")  # which the answers need, while the first sentence is synthesized
    return _yield_all(ahead)


def _yield_all(ahead: _Prefetcher) -> Iterator[SpokenUtterance]:
    try:
        yield from ahead
    finally:
        ahead.close()


class _Prefetcher:
    def __init__(self, parts: Iterable[tuple[VoicePart, Utterance]], pool: Pool) -> None:
        self._parts = iter(parts)
        self._pool = pool
        self._speeches = SpeechCache() if speech_cache.max_bytes() else None
        self._queue: deque[_Request] = deque()
        self._batch: list[_Request] = []
        """Utterances for the next batch, all of one part."""
        self._first: Future[list[Speech]] | None = None
        self._has_consumed = Event()
        """Set when the consumer is done with the first utterance."""
        self._size = 1
        """Size of the next batch. The first sentence is a batch of its own, and each batch doubles
        it."""

    def __iter__(self) -> Iterator[SpokenUtterance]:
        while True:
            self.fill()
            if not self._queue:
                return
            if self._batch and self._queue[0] is self._batch[0]:
                self._submit_batch()
            request = self._queue.popleft()
            yield request.part.voice, request.utterance, self._speech(request)
            self._has_consumed.set()

    def close(self) -> None:
        for request in self._queue:
            if request.batch:
                request.batch.cancel()

    def fill(self) -> None:
        """Look ahead and submit missing utterances while there is capacity."""
        for part, utterance in islice(self._parts, self._free_slots()):
            part.gain  # noqa: B018 - found here: a worker that waits for the others never ends
            speeches = None if part.voice.silent else self._speeches
            request = _Request(part, utterance, speeches, part.key(utterance) if speeches else "")
            self._queue.append(request)
            if not request.is_cached:
                self._add_to_batch(request)
            if self._open_batches() > MAX_BATCHES_AHEAD * self._pool.count:
                return
        if self._open_batches() < self._pool.count:
            self._submit_batch()  # a worker is free, and no more utterances came to fill the batch

    def _free_slots(self) -> int:
        busy = self._open_batches() > MAX_BATCHES_AHEAD * self._pool.count
        return 0 if busy else min(LOOKAHEAD_STEP, LOOKAHEAD - len(self._queue))

    def _open_batches(self) -> int:
        """The number of submitted batches that are not yet completely yielded."""
        return len({id(request.batch) for request in self._queue if request.batch})

    def _add_to_batch(self, request: _Request) -> None:
        if self._batch and self._batch[0].part is not request.part:
            self._submit_batch()
        self._batch.append(request)
        if len(self._batch) >= min(self._size, request.part.batch_size):
            self._submit_batch()

    def _submit_batch(self) -> None:
        """Submit the collected utterances."""
        requests, self._batch = self._batch, []
        if requests:
            first = requests[0]
            utterances = [request.utterance for request in requests]
            work = partial(first.part.synthesize_batch, utterances, first.speeches)
            run = partial(_after_first_batch, self._first, self._has_consumed, work)
            # A listener may wait for the first one, while other articles have a queue of batches.
            batch = self._pool.submit(run, is_urgent=self._first is None)
            self._first = self._first or batch
            for number, request in enumerate(requests):
                request.batch, request.index = batch, number
            self._size = min(2 * self._size, LOOKAHEAD)

    def _speech(self, request: _Request) -> Speech:
        if request.batch:
            self._read_cache_while_waiting(request.batch)
            return request.batch.result()[request.index]
        if found := request.read_cache():
            return found
        again = partial(request.part.synthesize_batch, [request.utterance], request.speeches)
        return self._pool.submit(again, is_urgent=True).result()[0]

    def _read_cache_while_waiting(self, batch: Future[list[Speech]]) -> None:
        """Read later utterances from the cache until a batch is ready."""
        for request in islice(self._queue, MAX_CACHE_READS):
            if batch.done():
                return
            if not request.batch and request not in self._batch:
                request.read_cache()


def _after_first_batch(
    first: Future[list[Speech]] | None,
    has_consumed: Event,
    work: Callable[[SynthesisWorker], list[Speech]],
    worker: SynthesisWorker,
) -> list[Speech]:
    """Run in a worker once the first batch is done, or its head start is over."""
    if first and worker.is_running:
        wait([first], FIRST_BATCH_SECONDS)
    elif first:
        has_consumed.wait(START_DELAY_SECONDS)
    return work(worker)
