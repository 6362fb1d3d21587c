"""Measurements of time and memory."""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path


def time_seconds(task: Callable[[], object]) -> float:
    """Wall-clock seconds of one run."""
    start = time.perf_counter()
    task()
    return time.perf_counter() - start


def time_in_turn(runs: int, *tasks: Callable[[], object]) -> list[float]:
    """The median seconds of each. Runs alternate, so a slow phase of the machine affects all."""
    times = [[time_seconds(work) for work in tasks] for _ in range(runs)]
    return [statistics.median(column) for column in zip(*times, strict=True)]


def run_module(module: str, *arguments: str) -> dict[str, float]:
    """Run `python -m module`; returns its JSON output and peak memory in MB."""
    completed = subprocess.run(
        [sys.executable, "-m", module, *arguments], check=True, capture_output=True, text=True
    )
    answer: dict[str, float] = json.loads(completed.stdout)
    return answer


def process_tree_cpu(process: int | None = None) -> float:
    """CPU seconds of a process and its descendants, including ended ones that were waited for.
    Independent of the load of the machine. Linux only."""
    process = process or os.getpid()
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        threads = list(Path(f"/proc/{process}/task").glob("*/children"))
        children = [child for thread in threads for child in thread.read_text().split()]
    except OSError:
        return 0.0
    own = sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    return own + sum(process_tree_cpu(int(each)) for each in children)


def is_runnable(process: int) -> bool:
    """Whether a thread of a process or of its descendants runs or waits for a core. Linux only."""
    for thread in Path(f"/proc/{process}/task").glob("*"):
        try:
            state = (thread / "stat").read_text().rpartition(")")[2].split()[0]
            children = (thread / "children").read_text().split()
        except OSError:  # it has ended
            continue
        if state == "R" or any(is_runnable(int(each)) for each in children):
            return True
    return False


def peak_memory() -> float:
    """Peak memory of this process in MB, from /proc on Linux, which counts from the start of the
    program. `getrusage` includes the memory of the parent process."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(row for row in status.read_text().splitlines() if row.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def describe_machine() -> str:
    """The processor, the cores of this process and the load, which all timings depend on."""
    cores = len(os.sched_getaffinity(0))
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    name = names[0] if names else "unknown processor"
    return f"{name}, {cores} cores, load {os.getloadavg()[0]:.1f}"
