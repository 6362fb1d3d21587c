"""Narrates an archive with Ray Data, on this machine or a cluster. No other module imports ray.

Records are read and their scripts built in tasks. Speech is synthesized by a pool of actors, whose
voices stay loaded. Ray repeats the work of a process or a machine that fails.
"""

from __future__ import annotations

import logging
import os
import pickle
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from earshot.archive.inputs import Part, read_part
from earshot.archive.story_processor import (
    NarrationSettings,
    PreparedRecord,
    StoryProcessor,
    StoryResult,
)
from earshot.errors import EarshotError, OutputError, PackageMissing
from earshot.object_store import open_store

Batch = Mapping[str, Sequence[bytes]]
ITEM = "item"
"""The one column of all blocks. It has a pickled Part and its options, Record, PreparedRecord or
StoryResult."""
BLOCK_BYTES = 1
"""Target size of a block. A block goes to one process, so it has one story: otherwise one process
would synthesize the last stories, and the others would have nothing to do."""
SCRIPT_CPUS, SPEECH_CPUS = 0.25, 0.75
"""A script takes far less time than its speech."""
STORIES_PER_ACTOR = 2
"""Stories at once: while the files of one are written, the next one is synthesized."""


class RayFailed(EarshotError):
    """Ray ended the run: {reason}."""

    advice = "finished stories are kept; mend the cause and run the same command again"


@dataclass(frozen=True, slots=True, kw_only=True)
class RayOptions:
    address: str = ""
    """Of a cluster; empty to start Ray on this machine."""
    workers: int = 0
    """Processes that synthesize speech; 0 for as many as there are cores or shares of a GPU."""
    gpus: float = 0.0
    """Share of a GPU for each of them."""


def narrate_parts(
    parts: Sequence[Part], settings: NarrationSettings, url: str, options: RayOptions
) -> Iterator[StoryResult]:
    """The results in any order. Raises PackageMissing and RayFailed."""
    ray = _start_ray(options.address)
    try:
        limit = options.workers or count_actors(ray.cluster_resources(), options.gpus)
        rows = ray.data.from_items(
            [{ITEM: pickle.dumps((part, settings.options))} for part in parts],
            override_num_blocks=len(parts),
        )
        rows = rows.map_batches(_read_records, batch_size=None, num_cpus=SCRIPT_CPUS)
        rows = rows.map_batches(
            _prepare, batch_size=None, fn_args=(settings, url), num_cpus=SCRIPT_CPUS
        )
        rows = rows.map_batches(
            _SpeechActor,
            batch_size=1,
            compute=ray.data.ActorPoolStrategy(
                min_size=count_lasting_actors(ray.cluster_resources(), limit),
                max_size=limit,
                max_concurrent_calls_per_actor=STORIES_PER_ACTOR,
                enable_true_multi_threading=True,
            ),
            fn_constructor_args=(settings, url),
            num_cpus=SPEECH_CPUS,
            num_gpus=options.gpus or None,
        )
        for row in rows.iter_rows():
            yield pickle.loads(row[ITEM])
    except ray.exceptions.RayError as error:
        raise RayFailed(reason=_find_cause(error)) from error
    finally:
        ray.shutdown()


def count_actors(resources: Mapping[str, float], gpus: float) -> int:
    """As many as there are cores, or shares of a GPU."""
    count = resources.get("GPU", 0.0) / gpus if gpus else resources.get("CPU", 1.0)
    return max(1, int(count))


def count_lasting_actors(resources: Mapping[str, float], limit: int) -> int:
    """As many as leave cores for a script. Ray ends others when it gives their cores to another
    step, such as one of two actors on two cores."""
    cores = resources.get("CPU", 1.0) - SCRIPT_CPUS
    return max(1, min(limit, int(cores / SPEECH_CPUS)))


def _find_cause(error: BaseException) -> str:
    """The message of the first error; Ray wraps it several times."""
    while isinstance(inner := getattr(error, "cause", None) or error.__cause__, BaseException):
        error = inner
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")


def _start_ray(address: str) -> Any:
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")  # a failed task is repeated
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # reports to the makers of Ray
    try:
        import ray.data  # noqa: PLC0415 - an extra, and heavy
    except ImportError as error:
        hint = "pip install 'earshot-audio[ray]'"
        raise PackageMissing(feature="an archive with Ray", install_hint=hint) from error
    try:
        ray.init(
            address=address or "local",
            include_dashboard=None if address else False,
            log_to_driver=False,
            logging_level="error",
        )
    except Exception as error:  # Ray raises many types, Exception itself among them
        raise RayFailed(reason=_find_cause(error)) from error
    for name in ("ray", "ray.data"):  # an error is raised too
        logging.getLogger(name).setLevel(logging.CRITICAL)
    context = ray.data.DataContext.get_current()
    context.target_max_block_size = BLOCK_BYTES
    context.enable_progress_bars = False
    context.print_on_execution_start = False
    return ray


def _read_records(batch: Batch) -> Iterator[Batch]:
    for item in batch[ITEM]:
        for record in read_part(*pickle.loads(item)):
            yield {ITEM: [pickle.dumps(record)]}


def _prepare(batch: Batch, settings: NarrationSettings, url: str) -> Iterator[Batch]:
    processor = StoryProcessor(settings, open_store(url))
    for item in batch[ITEM]:
        with _picklable_errors():
            prepared = processor.prepare(pickle.loads(item))
        yield {ITEM: [pickle.dumps(prepared)]}


class _SpeechActor:
    """Synthesizes speech in one process of its own, so there is one for each actor. Its
    stories are called for in threads."""

    def __init__(self, settings: NarrationSettings, url: str) -> None:
        os.environ["EARSHOT_SYNTHESIS_WORKERS"] = "1"
        self._processor = StoryProcessor(settings, open_store(url))

    def __call__(self, batch: Batch) -> Iterator[Batch]:
        for item in batch[ITEM]:
            story: PreparedRecord = pickle.loads(item)
            with _picklable_errors():
                result = self._processor.synthesize(story)
            yield {ITEM: [pickle.dumps(result)]}


@contextmanager
def _picklable_errors() -> Iterator[None]:
    """Ray sends an error to the driver by pickle, which cannot restore an EarshotError."""
    try:
        yield
    except OutputError as error:
        raise RuntimeError(str(error)) from None
