"""How many stories some workers narrate: measured, simulated, and compared.

    python -m benchmarks.scale [VOICE] [STORIES] [FOLDER OF PAGES]

Measures the seconds of a core for each step of a story, narrates stories with one and with two
worker processes, holds the simulation against the second run, and simulates a breaking-news burst
and an archive of a million stories with the measured factors. `docs/explanation/scale.md` explains
the result.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.measures import process_tree_cpu
from benchmarks.simulation import (
    ARCHIVE,
    HOUR_SECONDS,
    Completion,
    Job,
    create_arrivals,
    percentile,
    simulate_queue,
)
from benchmarks.story import make_story
from earshot.archive.inputs import Part, read_part
from earshot.archive.records import Record, parse_fields
from earshot.archive.story_processor import NarrationSettings, StoryProcessor, StoryResult
from earshot.ingest import IngestOptions
from earshot.object_store import FolderStore

VOICE, STORIES, PAGES = "house:kathleen", 12, 40
OPTIONS = IngestOptions()
MEDIAN_WORDS, WORDS_SIGMA = 596, 0.65
"""Length of a story: log-normal, as the pages of the evaluation set."""
MILLION = 1_000_000
BURST, BURST_WORKERS = 200, (2, 8, 32)
LIVE_PER_HOUR = 60


@dataclass(frozen=True, slots=True)
class Factors:
    prepare_seconds: float
    """Of a core, for the extraction and the script of a story."""
    speech_seconds: float
    """Of a core, for one second of audio with its encoding and files."""
    seconds_per_word: float
    """Of audio."""
    bytes_per_second: float

    def story_seconds(self, words: float) -> float:
        return self.prepare_seconds + words * self.seconds_per_word * self.speech_seconds


@dataclass(frozen=True, slots=True)
class NarratedStory:
    start: float
    end: float
    cpu: float
    """Seconds of a core."""
    result: StoryResult


_processor: list[StoryProcessor] = []


def _start_worker(voice: str, folder: str) -> None:
    os.environ |= {"EARSHOT_SYNTHESIS_WORKERS": "1", "EARSHOT_CACHE_SIZE": "0"}
    settings = NarrationSettings(voices={"narrator": voice})
    _processor.append(StoryProcessor(settings, FolderStore(Path(folder))))
    warm_up = parse_fields("warm-up", {"text": "The bridge is open. The mayor was there."})
    _processor[0].synthesize(_processor[0].prepare(warm_up))


def _wait(seconds: float) -> None:
    time.sleep(seconds)


def _narrate(record: Record) -> NarratedStory:
    start, cpu = time.monotonic(), process_tree_cpu()
    result = _processor[0].synthesize(_processor[0].prepare(record))
    return NarratedStory(start, time.monotonic(), process_tree_cpu() - cpu, result)


def run_workers(voice: str, records: Sequence[Record], workers: int) -> list[NarratedStory]:
    """Narrate all records; their times are from the first start."""
    with (
        tempfile.TemporaryDirectory() as folder,
        ProcessPoolExecutor(workers, initializer=_start_worker, initargs=(voice, folder)) as pool,
    ):
        list(pool.map(_wait, [1.0] * workers))  # every process starts, and loads its voice
        found = list(pool.map(_narrate, records))
    first = min(each.start for each in found)
    return [replace(each, start=each.start - first, end=each.end - first) for each in found]


def create_records(count: int) -> list[Record]:
    numbers = random.Random(1)
    records = []
    for number in range(count):
        words = round(numbers.lognormvariate(5.3, 0.5))
        text = "\n\n".join(block.text for block in make_story(words).blocks)
        row = {"title": f"Story {number}", "text": text, "url": f"https://news.example/{number}"}
        records.append(parse_fields(f"story {number}", row))
    return records


def measure_preparation(records: Sequence[Record]) -> float:
    with tempfile.TemporaryDirectory() as folder:
        processor = StoryProcessor(NarrationSettings(), FolderStore(Path(folder)))
        processor.prepare(records[0])
        before = process_tree_cpu()
        for record in records:
            processor.prepare(record)
        return (process_tree_cpu() - before) / len(records)


def read_pages(folder: Path) -> list[Record]:
    paths = sorted(folder.glob("*.html*"))[:PAGES]
    return [record for path in paths for record in read_part(Part("page", str(path)), OPTIONS)]


@dataclass(frozen=True, slots=True)
class QueueTimes:
    """How long stories wait, and when they end, in seconds since all of them arrived."""

    waits: Sequence[float]
    ends: Sequence[float]

    def scale(self, factor: float) -> QueueTimes:
        return QueueTimes([t * factor for t in self.waits], [t * factor for t in self.ends])

    def print_row(self, name: str) -> None:
        print(
            f"{name:14} {statistics.mean(self.waits):9.1f} s"
            f" {percentile(self.waits, 0.95):9.1f} s {max(self.waits):9.1f} s"
            f" {statistics.median(self.ends):13.1f} s {max(self.ends):9.1f} s"
        )


def compare_with_run(one: Sequence[NarratedStory], two: Sequence[NarratedStory]) -> None:
    """All stories arrive at once, and two workers take them: simulated from the work that one
    worker had, and measured. Other programs slow the run down; the share of the cores that it had
    is known."""
    done = simulate_queue([Job(0.0, each.cpu) for each in one], 2)
    simulated = QueueTimes([each.wait for each in done], [each.end for each in done])
    measured = QueueTimes([each.start for each in two], [each.end for each in two])
    work = sum(each.cpu for each in two)
    share = work / (2 * max(measured.ends))
    scaled = measured.scale(share)
    print("\ntwo workers    mean wait        95 %        last    median end        last")
    simulated.print_row("simulated")
    measured.print_row("measured")
    scaled.print_row("at full share")
    wait = statistics.mean(scaled.waits) / statistics.mean(simulated.waits) - 1
    end = max(scaled.ends) / max(simulated.ends) - 1
    print(f"the run at full share differs by {wait:+.1%} in the mean wait, {end:+.1%} at the end")
    print(f"share of two cores        {share:6.0%}")
    print(f"work with two over one    {work / sum(each.cpu for each in one):6.2f}")


def simulate_burst(factors: Factors, workers: int) -> None:
    """A day of news with an archive in the background; at noon many stories come at once."""
    numbers = random.Random(2)

    def draw_seconds() -> float:
        return factors.story_seconds(MEDIAN_WORDS * numbers.lognormvariate(0, WORDS_SIGMA))

    live = [Job(at, draw_seconds()) for at in create_arrivals(LIVE_PER_HOUR, 24, numbers)]
    burst = [Job(12 * HOUR_SECONDS, draw_seconds()) for _ in range(BURST)]
    archive = [Job(0.0, draw_seconds(), ARCHIVE) for _ in range(300 * workers)]
    done = simulate_queue([*live, *burst, *archive], workers)
    waits = {"live": _waits(done, live), "burst": _waits(done, burst)}
    print(
        f"{workers:4} workers             "
        + "   ".join(
            f"{name}: median {statistics.median(each):6.1f} s, 95 % {percentile(each, 0.95):6.1f} s"
            for name, each in waits.items()
        )
    )


def _waits(done: Sequence[Completion], jobs: Sequence[Job]) -> list[float]:
    wanted = {id(job) for job in jobs}
    return [each.wait for each in done if id(each.job) in wanted]


def simulate_archive(factors: Factors, workers: int) -> None:
    """A sample of a million stories, scaled up."""
    numbers, sample = random.Random(3), 10_000
    words = [MEDIAN_WORDS * numbers.lognormvariate(0, WORDS_SIGMA) for _ in range(sample)]
    done = simulate_queue([Job(0.0, factors.story_seconds(each)) for each in words], workers)
    scale = MILLION / sample
    audio = sum(words) * factors.seconds_per_word * scale
    days = max(each.end for each in done) * scale / 86_400
    print(
        f"{workers:5} workers            {days:8.1f} days, {audio / HOUR_SECONDS:,.0f} h of audio,"
        f" {audio * factors.bytes_per_second / 1e12:.1f} TB"
    )


def main() -> None:
    voice = sys.argv[1] if sys.argv[1:] else VOICE
    records = create_records(int(sys.argv[2]) if sys.argv[2:] else STORIES)
    one = run_workers(voice, records, 1)
    two = run_workers(voice, records, 2)
    pages = read_pages(Path(sys.argv[3])) if sys.argv[3:] else records
    prepare = measure_preparation(pages)
    audio = sum(each.result.seconds for each in one)
    scripts = measure_preparation(records) * len(records)
    factors = Factors(
        prepare_seconds=prepare,
        speech_seconds=(sum(each.cpu for each in one) - scripts) / audio,
        seconds_per_word=audio / sum(each.result.words for each in one),
        bytes_per_second=sum(each.result.bytes for each in one) / audio,
    )
    print(f"{voice}, {len(records)} stories, {audio / 60:.1f} min of audio")
    kind = "page" if sys.argv[3:] else "text"
    print(f"script of a {kind}          {prepare * 1000:6.0f} ms of a core")
    print(
        f"speech and files          {factors.speech_seconds * 1000:6.1f} ms for a second of audio"
    )
    print(f"audio                     {factors.seconds_per_word:6.3f} s for a word")
    print(f"recording                 {factors.bytes_per_second / 1000:6.2f} kB for a second")
    hourly = HOUR_SECONDS / factors.story_seconds(MEDIAN_WORDS)
    print(f"stories of {MEDIAN_WORDS} words       {hourly:6.0f} per hour and core")
    compare_with_run(one, two)
    print(f"\nwaits with {LIVE_PER_HOUR} live stories per hour, {BURST} at once, and an archive")
    for workers in BURST_WORKERS:
        simulate_burst(factors, workers)
    print("\na million stories")
    for workers in (2, 64, 1_000):
        simulate_archive(factors, workers)


if __name__ == "__main__":
    main()
