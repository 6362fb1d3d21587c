"""A library in Postgres: `python -m benchmarks.cluster [STORIES] [DIRECTORY]`.

Prints what the queue costs for a story with 1,000 of them in it, and the time of feeds, pages and
searches with many stories. A directory keeps the library for the next run. Needs Debian's
postgresql.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import httpx
import psycopg

from benchmarks.library import COMMON_WORDS, PAGES, REQUESTS
from benchmarks.measures import process_tree_cpu
from benchmarks.postgres import LocalPostgres, run_postgres
from benchmarks.serving import find_feed, start_server
from earshot.server.jobs.leases import JobLeases
from earshot.server.storage.data_dir import DataDir
from earshot.server.storage.database import open_database
from earshot.server.storage.stories import StoryStore

STORIES, TEXTS, QUEUED, MEASURED, WARM_UPS = 200_000, 10_000, 1_000, 200, 30
IDLE_SHARE = 0.05
"""Of a core, for a server and a database without requests."""
OPTIONS = "-c shared_buffers=1GB -c fsync=off"
FILLED = "filled"
"""The file that marks the directory of a complete library."""
FILL = """
SET session_replication_role = replica;
INSERT INTO stories (id, key, source_id, url, submission_hash, submitted_at, status, revision,
  ready_revision, has_chapters, title, byline, site, section, excerpt, created_at, updated_at,
  duration_ms, word_count)
SELECT 'story' || n, 'id:s-' || n, 's-' || n, 'https://site.example/' || n, 'h', t,
  CASE WHEN n % 100 = 0 THEN 'failed' ELSE 'succeeded' END, 1, 1, 0, initcap(title), 'Ann Lee',
  'Site ' || n % 300, 'News', repeat('a', 280), t, t, 120000, 300
FROM (SELECT n, extract(epoch FROM now()) - ({count} - n) * 60 AS t,
  ({words})[1 + n % {common}] || ' ' || ({words})[1 + n / {common} % {common}] AS title
  FROM generate_series(1, {count}) AS n) AS numbers;
CREATE TEMP TABLE texts AS
SELECT n, setweight(to_tsvector('simple', (SELECT string_agg(word, ' ') FROM (SELECT CASE
    WHEN i % 2 = 0 THEN ({words})[1 + (n * i) % {common}]
    ELSE 'w' || (n * 7919 + i * 104729) % 8000 END AS word
  FROM generate_series(1, 120) AS i) AS words)), 'D') AS document
FROM generate_series(0, {texts} - 1) AS n;
DROP INDEX story_search_by_document;
INSERT INTO story_search (rowid, document)
SELECT number, setweight(to_tsvector('simple', title), 'A')
  || setweight(to_tsvector('simple', site), 'C') || document
FROM stories JOIN texts ON n = number % {texts};
SET maintenance_work_mem = '1GB';
CREATE INDEX story_search_by_document ON story_search USING gin (document);
INSERT INTO library_entries (account_id, story_number, listen_status)
SELECT 1, number, CASE WHEN number % 9 = 0 THEN 'started' ELSE 'new' END FROM stories;
INSERT INTO playlists SELECT 1, CASE WHEN number % 7 = 0 THEN 'P' || number % 50 ELSE 'News' END,
  number FROM stories;
SET session_replication_role = origin;
INSERT INTO story_counts SELECT 'status', status, count(*) FROM stories GROUP BY status;
INSERT INTO library_counts
SELECT 1, 'view', '0' || listen_status, count(*) FROM library_entries GROUP BY listen_status
UNION ALL SELECT 1, 'site', site, count(*) FROM stories GROUP BY site
UNION ALL SELECT 1, 'failed', '', count(*) FROM stories WHERE status = 'failed'
UNION ALL SELECT 1, 'playlist', name, count(*) FROM playlists GROUP BY name;
"""
"""In bulk, without the triggers that count stories one by one, and with few texts."""


def main() -> None:
    count = int(sys.argv[1]) if sys.argv[1:] else STORIES
    directory = sys.argv[2] if sys.argv[2:] else ""
    with tempfile.TemporaryDirectory() as folder, run_postgres(OPTIONS) as postgres:
        measure_queue(Path(folder), postgres.url)
    is_filled = bool(directory) and Path(directory, FILLED).exists()
    with tempfile.TemporaryDirectory() as folder, run_postgres(OPTIONS, directory) as postgres:
        if not is_filled:
            fill_library(Path(folder), postgres.url, count)
        if directory:
            Path(directory, FILLED).touch()
        measure_pages(Path(folder), postgres)


def measure_queue(folder: Path, url: str) -> None:
    """The steps that the queue adds to a story: look for it, lease it, save two steps, release."""
    with closing(open_database(DataDir(folder), url)) as database:
        stories, leases = StoryStore(database), JobLeases(database)
        with database.transaction():
            for number in range(QUEUED):
                stories.add(f"queued {number}", {"submission_hash": ""})
        started, cpu, times = time.perf_counter(), process_tree_cpu(), list[float]()
        for _ in range(MEASURED):
            before = time.perf_counter()
            [story] = stories.list_pending(1, leases.worker)
            assert leases.claim(story)
            with leases.hold(story.id):
                stories.update(story.id, status="doing", revision=1)
                stories.update(story.id, status="succeeded", ready_revision=1)
            times.append((time.perf_counter() - before) * 1_000)
        cpu = (process_tree_cpu() - cpu) / MEASURED * 1_000
        wall = (time.perf_counter() - started) / MEASURED * 1_000
        print(
            f"queue of {QUEUED:,}: {wall:.1f} ms a story, median {statistics.median(times):.1f} ms;"
        )
        print(f"  {cpu:.1f} ms of a core in the worker")
        database.execute("DELETE FROM stories")


def fill_library(folder: Path, url: str, count: int) -> None:
    started = time.perf_counter()
    open_database(DataDir(folder), url).close()
    words = "ARRAY[" + ", ".join(f"'{word}'" for word in COMMON_WORDS) + "]"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("TRUNCATE stories, story_search, story_counts, library_counts CASCADE")
        numbers = {"count": count, "texts": TEXTS, "common": len(COMMON_WORDS)}
        connection.execute(FILL.format(words=words, **numbers))
        connection.execute("VACUUM ANALYZE")
    print(f"{count:,} stories written in {time.perf_counter() - started:.0f} s", flush=True)


def _wait_until_idle(programs: Sequence[int]) -> None:
    before = -1.0
    while (used := sum(map(process_tree_cpu, programs))) - before > IDLE_SHARE:
        before = used
        time.sleep(1)


def measure_pages(folder: Path, postgres: LocalPostgres) -> None:
    os.environ |= {"EARSHOT_DATABASE": postgres.url, "EARSHOT_VOICE": "silent:reader"}
    with start_server(folder) as (base, process), httpx.Client(base_url=base, timeout=60) as client:
        programs = (process, postgres.process_id)
        feed = find_feed(base).removeprefix(base)
        for number in range(WARM_UPS):  # templates are compiled, and each thread has its statements
            client.get(f"/?_={number}").raise_for_status()
        _wait_until_idle(programs)  # the clean-up after the start, and the one of Postgres
        for name, path in ({"podcast feed": f"{feed}?"} | PAGES).items():
            before, times = list(map(process_tree_cpu, programs)), list[float]()
            for number in range(REQUESTS):
                started = time.perf_counter()
                client.get(f"{path}&_={number}").raise_for_status()
                times.append((time.perf_counter() - started) * 1_000)
            used = [
                (process_tree_cpu(each) - start) / REQUESTS * 1_000
                for each, start in zip(programs, before, strict=True)
            ]
            last = statistics.quantiles(times, n=20)[-1]
            print(
                f"{name:30} median {statistics.median(times):6.1f} ms, 95 % {last:6.1f} ms,"
                f" of a core {used[0]:5.1f} ms in the server, {used[1]:5.1f} ms in Postgres",
                flush=True,
            )


if __name__ == "__main__":
    main()
