"""Queues on Postgres: `python -m benchmarks.queues`.

Compares procrastinate, DBOS and rows with SKIP LOCKED on a local Postgres: the time of an empty job
with 1,000 of them in the queue, and the time from sending a job to an idle worker until it starts.
Needs `pip install procrastinate dbos 'psycopg[binary]'` and Debian's postgresql.
`docs/adr/0011-queue-on-postgres.md` has the result.
"""

from __future__ import annotations

import asyncio
import logging
import statistics
import sys
import time
from collections.abc import Callable
from contextlib import suppress

from benchmarks.measures import process_tree_cpu
from benchmarks.postgres import run_postgres
from benchmarks.simulation import percentile

JOBS, SINGLE_JOBS = 1_000, 60
SCHEMA = """
CREATE TABLE jobs (
    id bigserial PRIMARY KEY, priority int NOT NULL DEFAULT 0, sent double precision NOT NULL,
    leased_until timestamptz NOT NULL DEFAULT '-infinity', done boolean NOT NULL DEFAULT false
);
CREATE INDEX jobs_open ON jobs (priority, id) WHERE NOT done;
"""
TAKE = """
UPDATE jobs SET leased_until = now() + interval '1 minute' WHERE id = (
    SELECT id FROM jobs WHERE NOT done AND leased_until < now()
    ORDER BY priority, id LIMIT 1 FOR UPDATE SKIP LOCKED
) RETURNING id, sent
"""


class Latencies:
    """Collects when jobs start; their argument is when they were sent."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    def start(self, sent: float) -> None:
        self.seconds.append(time.time() - sent)


def report(name: str, seconds: float, cpu: float, latencies: list[float]) -> None:
    print(
        f"{name:16} {seconds * 1000 / JOBS:7.2f} ms a job, {cpu * 1000 / JOBS:6.2f} ms of a core"
        f" (without the server);   start of a single job: median"
        f" {statistics.median(latencies) * 1000:6.1f} ms,"
        f" 95 % {percentile(latencies, 0.95) * 1000:6.1f} ms",
        flush=True,
    )


def measure_rows(url: str) -> None:
    """Rows taken with SKIP LOCKED; a worker that dies loses its lease."""
    import psycopg  # noqa: PLC0415

    send = "INSERT INTO jobs (sent) VALUES (%s)"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(SCHEMA)
        connection.cursor().executemany(send, [(time.time(),)] * JOBS)

        def take(latencies: Latencies) -> bool:
            row = connection.execute(TAKE).fetchone()
            if row is None:
                return False
            latencies.start(row[1])
            connection.execute("UPDATE jobs SET done = true WHERE id = %s", (row[0],))
            return True

        start, cpu = time.perf_counter(), process_tree_cpu()
        while take(Latencies()):
            pass
        seconds, cpu = time.perf_counter() - start, process_tree_cpu() - cpu
        latencies = Latencies()
        connection.execute("LISTEN jobs")
        with psycopg.connect(url, autocommit=True) as client:
            for _ in range(SINGLE_JOBS):
                client.execute(send, (time.time(),))
                client.execute("NOTIFY jobs")
                next(iter(connection.notifies(timeout=10, stop_after=1)))
                take(latencies)
    report("SKIP LOCKED", seconds, cpu, latencies.seconds)


def measure_procrastinate(url: str) -> None:
    import procrastinate  # noqa: PLC0415

    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=url))
    latencies = Latencies()

    async def start_job(sent: float) -> None:
        latencies.start(sent)

    narrate = app.task(start_job, name="narrate")

    async def run() -> tuple[float, float]:
        async with app.open_async():
            await app.schema_manager.apply_schema_async()
            await narrate.batch_defer_async(*({"sent": time.time()} for _ in range(JOBS)))
            start, cpu = time.perf_counter(), process_tree_cpu()
            await app.run_worker_async(wait=False, concurrency=1, install_signal_handlers=False)
            found = time.perf_counter() - start, process_tree_cpu() - cpu
            latencies.seconds.clear()
            worker = asyncio.create_task(
                app.run_worker_async(concurrency=1, install_signal_handlers=False)
            )
            await asyncio.sleep(1)
            for number in range(SINGLE_JOBS):
                await narrate.defer_async(sent=time.time())
                while len(latencies.seconds) <= number:
                    await asyncio.sleep(0.001)
            worker.cancel()
            with suppress(asyncio.CancelledError):
                await worker
            return found

    report("procrastinate", *asyncio.run(run()), latencies.seconds)


def measure_dbos(url: str) -> None:
    from dbos import DBOS  # noqa: PLC0415

    DBOS(
        config={
            "name": "queues",
            "system_database_url": url.replace("postgresql://", "postgresql+psycopg://"),
            "log_level": "ERROR",
        }
    )
    latencies = Latencies()

    narrate = DBOS.workflow()(latencies.start)

    DBOS.launch()
    try:
        queue = DBOS.register_queue("stories", worker_concurrency=1, polling_interval_sec=0.1)
        start, cpu = time.perf_counter(), process_tree_cpu()
        handles = [queue.enqueue(narrate, time.time()) for _ in range(JOBS)]
        for handle in handles:
            handle.get_result()
        seconds, cpu = time.perf_counter() - start, process_tree_cpu() - cpu
        latencies.seconds.clear()
        for _ in range(SINGLE_JOBS):
            queue.enqueue(narrate, time.time()).get_result()
    finally:
        DBOS.destroy()
    report("DBOS", seconds, cpu, latencies.seconds)


def main() -> None:
    logging.disable(logging.WARNING)
    queues: dict[str, Callable[[str], None]] = {
        "rows": measure_rows,
        "procrastinate": measure_procrastinate,
        "dbos": measure_dbos,
    }
    for name in sys.argv[1:] or queues:
        with run_postgres() as server:
            queues[name](server.url)


if __name__ == "__main__":
    main()
