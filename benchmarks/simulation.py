"""Discrete-event simulation of a queue of stories and its workers.

A worker narrates one story at a time. Live stories go before archive stories; a story that has
begun is finished.
"""

from __future__ import annotations

import random
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import simpy

LIVE, ARCHIVE = 0, 1
HOUR_SECONDS = 3_600.0


class Job(NamedTuple):
    arrival: float
    """Seconds from the start."""
    seconds: float
    """Work of one worker."""
    priority: int = LIVE


@dataclass(slots=True)
class Completion:
    job: Job
    start: float
    end: float

    @property
    def wait(self) -> float:
        return self.start - self.job.arrival


def simulate_queue(jobs: Iterable[Job], workers: int, overhead: float = 0.0) -> list[Completion]:
    """Each job in the order of its end. `overhead` is added to the seconds of each job."""
    environment = simpy.Environment()
    pool = simpy.PriorityResource(environment, capacity=workers)
    done: list[Completion] = []

    def run(job: Job) -> Generator[Any, Any, None]:
        yield environment.timeout(job.arrival)
        with pool.request(priority=job.priority) as turn:
            yield turn
            start = environment.now
            yield environment.timeout(job.seconds + overhead)
            done.append(Completion(job, start, environment.now))

    for job in jobs:
        environment.process(run(job))
    environment.run()
    return done


def create_arrivals(per_hour: float, hours: float, numbers: random.Random) -> list[float]:
    """Random arrivals (a Poisson process), in seconds."""
    arrivals, now = [], 0.0
    while (now := now + numbers.expovariate(per_hour / HOUR_SECONDS)) < hours * HOUR_SECONDS:
        arrivals.append(now)
    return arrivals


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that `share` of all values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0
