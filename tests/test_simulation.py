"""The simulation of a queue of stories, on cases whose result is known."""

import random
from statistics import mean

from benchmarks.simulation import ARCHIVE, Job, create_arrivals, percentile, simulate_queue


def test_two_workers_share_the_jobs() -> None:
    done = simulate_queue([Job(0.0, seconds) for seconds in (3.0, 1.0, 1.0, 4.0)], workers=2)
    assert [(each.start, each.end) for each in done] == [(0, 1), (1, 2), (0, 3), (2, 6)]


def test_live_stories_go_before_archive_stories() -> None:
    jobs = [Job(0.0, 10.0, ARCHIVE) for _ in range(3)] + [Job(5.0, 1.0)]
    [live] = [each for each in simulate_queue(jobs, workers=1) if each.job.priority != ARCHIVE]
    assert (live.wait, live.end) == (5.0, 11.0)


def test_the_overhead_of_the_queue_is_added_to_each_job() -> None:
    done = simulate_queue([Job(0.0, 1.0)] * 10, workers=2, overhead=0.5)
    assert max(each.end for each in done) == 7.5


def test_the_mean_wait_is_that_of_queueing_theory() -> None:
    """One worker that is busy for half of the time (M/D/1): the mean wait is half a job."""
    arrivals = create_arrivals(1_800, 50, random.Random(1))
    done = simulate_queue([Job(at, 1.0) for at in arrivals], workers=1)
    assert abs(mean(each.wait for each in done) - 0.5) < 0.02


def test_a_percentile_is_a_value_of_the_list() -> None:
    assert percentile([5.0, 1.0, 3.0], 0.5) == 3.0
    assert percentile([], 0.95) == 0.0
