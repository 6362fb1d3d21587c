"""The server with a large library: `python -m benchmarks.library [STORIES] [DIRECTORY]`.

Prints the time to start, and the median and 95th percentile of each page while a listener plays a
story. A directory keeps the library for the next run.
"""

from __future__ import annotations

import asyncio
import itertools
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

import httpx

from benchmarks.serving import (
    cpu_seconds,
    describe_memory,
    find_feed,
    listen,
    measure_request_memory,
    send_story,
    start_server,
)
from earshot.server.storage.data_dir import DataDir
from earshot.server.storage.database import open_database

STORY_COUNT, WORDS_PER_STORY = 100_000, 300
REQUESTS = 40
COMMON_WORDS = (
    "council ferry harbour budget school report minister storm bridge hospital election river"
    " market company police winter snow road train"
).split()
SYLLABLES = "ba ce di fo gu ha ki le mo nu pa re si to vu wa xe yi zo ju".split()
RARE_WORDS = ["".join(parts) for parts in itertools.product(SYLLABLES, repeat=3)]
PAGES = {
    "library": "/?",
    "library, page 3,000": "/?page=3000",
    "library, in progress": "/?view=started",
    "library, a site": "/?site=Site+5",
    "search, common word": "/?search=council",
    "search, two words": "/?search=council+ferry",
    "search, rare word": "/?search=gukile",
    "search, common word on a site": "/?search=council&site=Site+5",
    "API: list": "/v1/stories?",
    "API: list of 200": "/v1/stories?limit=200",
    "API: page 3,000": "/v1/stories?page=3000",
    "API: search": "/v1/stories?search=council",
    "API: by source_id": "/v1/stories?source_id=s-500",
    "API: failed": "/v1/stories?status=failed",
    "API: succeeded": "/v1/stories?status=succeeded",
    "API: playlist": "/v1/stories?playlist=P3",
    "API: long playlist": "/v1/stories?playlist=News",
    "settings": "/settings?",
    "feeds": "/feeds?",
    "subscriptions": "/subscriptions?",
    "statistics as CSV": "/analytics.csv?",
    "metrics": "/metrics?",
    "readiness": "/health/ready?",
}


def main() -> None:
    count = int(sys.argv[1]) if sys.argv[1:] else STORY_COUNT
    with tempfile.TemporaryDirectory() as temporary:
        data_dir = Path(sys.argv[2] if sys.argv[2:] else temporary)
        if not DataDir(data_dir).database_path.exists():
            started = time.perf_counter()
            create_library(data_dir, count)
            print(f"{count:,} stories written       {time.perf_counter() - started:6.1f} s")
        size = DataDir(data_dir).database_path.stat().st_size / 1e6
        started = time.perf_counter()
        with start_server(data_dir) as (base, process):
            taken = time.perf_counter() - started
            print(f"start with {size:.0f} MB            {taken:6.2f} s", flush=True)
            print(f"start, seconds of a core       {cpu_seconds(process):6.2f}")
            asyncio.run(measure_pages(base, process))
            print(f"memory                         {describe_memory(process)}")
            measure_request_memory(base, process, list(PAGES.values()))


def create_library(data_dir: Path, count: int) -> None:
    DataDir(data_dir).stories_dir.mkdir(parents=True)
    open_database(DataDir(data_dir)).close()
    with closing(sqlite3.connect(DataDir(data_dir).database_path)) as database:
        database.execute("PRAGMA synchronous = OFF")
        database.execute("PRAGMA cache_size = -500000")
        _insert_stories(database, random.Random(3), range(1, count + 1))
        database.commit()
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _insert_stories(database: sqlite3.Connection, rng: random.Random, numbers: range) -> None:
    now = time.time()
    for number in numbers:
        name, site = f"story{number}", f"Site {number % 300}"
        title = " ".join(rng.choices(COMMON_WORDS, k=7)).capitalize()
        text = _random_text(rng)
        created = now - (numbers[-1] - number) * 60
        database.execute(
            "INSERT INTO stories (id, key, source_id, url, submission_hash, submitted_at, status,"
            " revision, ready_revision, title, byline, site, section, excerpt, created_at,"
            " updated_at, duration_ms, word_count)"
            " VALUES (?, ?, ?, ?, 'h', ?, ?, 1, 1, ?, 'Ann Lee', ?, 'News', ?, ?, ?, 120000, ?)",
            (
                *(name, f"id:s-{number}", f"s-{number}", f"https://site.example/{number}"),
                *(created, "failed" if number % 100 == 0 else "succeeded", title, site),
                *(text[:280], created, created, WORDS_PER_STORY),
            ),
        )
        database.execute(
            "INSERT INTO story_search (rowid, title, byline, site, text) VALUES (?, ?, ?, ?, ?)",
            (number, title, "Ann Lee", site, text),
        )
        database.execute(
            "INSERT INTO library_entries (account_id, story_number, listen_status)"
            " VALUES (1, ?, ?)",
            (number, "started" if number % 9 == 0 else "new"),
        )
        playlist = f"P{number % 50}" if number % 7 == 0 else "News"
        database.execute("INSERT INTO playlists VALUES (1, ?, ?)", (playlist, number))
        if number % 3 == 0:
            values = (name, number, " ".join("1" * 10))
            database.execute("INSERT INTO listen_totals VALUES (?, 3, ?, ?)", values)


def _random_text(rng: random.Random) -> str:
    half = WORDS_PER_STORY // 2
    return " ".join(rng.choices(COMMON_WORDS, k=half) + rng.choices(RARE_WORDS, k=half))


async def measure_pages(base: str, process: int) -> None:
    story = await asyncio.to_thread(send_story, base, 1_000, "Playing")
    async with httpx.AsyncClient(base_url=base, timeout=60) as client:
        while (await client.get(f"/v1/stories/{story}")).json()["status"] != "succeeded":
            await asyncio.sleep(0.2)
        feed = (await asyncio.to_thread(find_feed, base)).removeprefix(base)
        stalls = list[float]()
        playing = asyncio.create_task(_play(client, f"/v1/stories/{story}/audio.mp3", stalls))
        probing = asyncio.create_task(_probe(client, delays := list[float]()))
        for name, path in (PAGES | {"podcast feed": f"{feed}?"}).items():
            before = cpu_seconds(process)
            times = [
                await _time_request(client, f"{path}&_={number}") for number in range(REQUESTS)
            ]
            first, last = statistics.median(times), statistics.quantiles(times, n=20)[-1]
            core = (cpu_seconds(process) - before) / REQUESTS * 1_000
            print(
                f"{name:30} median {first:6.1f} ms, 95th percentile {last:6.1f} ms,"
                f" {core:5.1f} ms of a core",
                flush=True,
            )
        probing.cancel()
        playing.cancel()
        delays.sort()
        print(
            f"/health/live meanwhile: 95th percentile {delays[int(len(delays) * 0.95)]:.0f} ms,"
            f" slowest {delays[-1]:.0f} ms; audio stalled {sum(stalls):.2f} s"
        )


async def _play(client: httpx.AsyncClient, path: str, stalls: list[float]) -> None:
    while True:
        stalls.append((await listen(client, path))[1])


async def _probe(client: httpx.AsyncClient, delays: list[float]) -> None:
    while True:
        delays.append(await _time_request(client, "/health/live"))
        await asyncio.sleep(0.02)


async def _time_request(client: httpx.AsyncClient, path: str) -> float:
    started = time.perf_counter()
    (await client.get(path)).raise_for_status()
    return (time.perf_counter() - started) * 1_000


if __name__ == "__main__":
    main()
