"""GET /metrics, in the Prometheus text format 0.0.4."""

from __future__ import annotations

import resource
import time

from starlette.requests import Request
from starlette.responses import Response

from earshot.server.caller import Caller
from earshot.server.jobs.leases import count_leases, measure_queue
from earshot.server.services import Services
from earshot.server.storage.reader_pool import Reader


async def get_metrics(request: Request, services: Services, caller: Caller) -> Response:
    lines, plays, seconds = await services.database.readers.run(_load_totals)
    for name, kind, value in (
        ("tasks", "gauge", services.job_runner.worker_pool.task_count),
        ("paused", "gauge", int(services.job_runner.schedule.is_paused)),
        ("event_listeners", "gauge", services.events.listener_count),
        ("plays_total", "counter", plays),
        ("listened_seconds_total", "counter", round(seconds)),
        ("uptime_seconds", "gauge", round(time.monotonic() - services.started_at)),
        ("memory_peak_bytes", "gauge", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024),
    ):
        lines += [f"# TYPE earshot_{name} {kind}", f"earshot_{name} {value}"]
    return Response("\n".join(lines) + "\n", media_type="text/plain; version=0.0.4")


def _load_totals(reader: Reader) -> tuple[list[str], int, float]:
    """The lines of stories and subscriptions by status; all plays, and their seconds."""
    lines = ["# TYPE earshot_stories gauge"]
    for row in reader.rows("SELECT name, count FROM story_counts WHERE kind = 'status'"):
        lines.append(f'earshot_stories{{status="{row[0]}"}} {row[1]}')
    lines.append("# TYPE earshot_subscriptions gauge")
    for row in reader.rows("SELECT status, count(*) FROM subscriptions GROUP BY status"):
        lines.append(f'earshot_subscriptions{{status="{row[0]}"}} {row[1]}')
    queue = [(f'kind="{q.kind}",status="{q.status}"', q) for q in measure_queue(reader)]
    lines.append("# TYPE earshot_queue_stories gauge")
    lines += [f"earshot_queue_stories{{{labels}}} {q.count}" for labels, q in queue]
    lines.append("# TYPE earshot_queue_oldest_seconds gauge")
    lines += [f"earshot_queue_oldest_seconds{{{labels}}} {q.seconds:.1f}" for labels, q in queue]
    lines.append("# TYPE earshot_worker_jobs gauge")
    for worker, jobs in count_leases(reader):
        lines.append(f'earshot_worker_jobs{{worker="{worker}"}} {jobs}')
    sums = "coalesce(sum(plays), 0), coalesce(sum(seconds), 0)"
    plays, seconds = reader.rows(f"SELECT {sums} FROM listen_totals")[0]
    return lines, plays, seconds
