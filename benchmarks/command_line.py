"""How long a person waits at a terminal: for help, a completion, and the first sound of `play`.

`python -m benchmarks.command_line` prints medians. CPU time does not depend on the load of the
machine.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.measures import process_tree_cpu

RUNS = 7
COMPLETIONS = 100
STORY = Path(__file__).resolve().parents[1] / "examples/harbour.html"
EARSHOT = (sys.executable, "-m", "earshot")
COMPLETE = """
COMP_WORDS=(earshot narrate --head); COMP_CWORD=2
for ((i = 0; i < {count}; i++)); do _earshot; done
[[ ${{COMPREPLY[0]}} == --headline-voice ]]
"""

Seconds = tuple[float, float]
"""Wall-clock time and CPU time."""


def main() -> None:
    print(f"median of {RUNS} runs               wall      CPU   at most")
    report("earshot --help", 0.06, time_help)
    report("completion of an option", 0.05, time_completion)
    report("first sound of earshot play", 1.0, time_first_sound)


def report(name: str, limit: float, measure: Callable[[], Seconds]) -> None:
    runs = [measure() for _ in range(RUNS)]
    wall, cpu = (statistics.median(column) for column in zip(*runs, strict=True))
    print(f"{name:28} {wall:7.3f} s {cpu:7.3f} s {limit:7.2f} s")


def time_help() -> Seconds:
    return time_command([*EARSHOT, "--help"])


def time_completion() -> Seconds:
    """One completion, from many in one shell: with the time of a shell it would be too small."""
    script = subprocess.run([*EARSHOT, "completion", "bash"], capture_output=True, check=True)
    loaded = script.stdout.decode()
    without = time_command(["bash", "-c", loaded])
    with_completions = time_command(["bash", "-c", loaded + COMPLETE.format(count=COMPLETIONS)])
    wall, cpu = (
        max(0.0, (after - before) / COMPLETIONS)
        for before, after in zip(without, with_completions, strict=True)
    )
    return wall, cpu


def time_command(command: list[str]) -> Seconds:
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def time_first_sound() -> Seconds:
    """The time until the desktop's player gets its first sample. A program in its place passes the
    samples on to this process. The cache of speech is empty."""
    with tempfile.TemporaryDirectory() as folder:
        pipe, player = Path(folder, "sound"), Path(folder, "paplay")
        os.mkfifo(pipe)
        player.write_text(f"#!/bin/sh\nexec cat > {pipe}\n")
        player.chmod(0o755)
        path = f"{folder}{os.pathsep}{os.environ['PATH']}"
        environment = os.environ | {"PATH": path, "EARSHOT_CACHE": folder}
        start = time.perf_counter()
        command = [*EARSHOT, "play", "-q", str(STORY)]
        with (
            subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process,
            pipe.open("rb", buffering=0) as sound,
        ):
            sound.read(1)
            wall, cpu = time.perf_counter() - start, process_tree_cpu(process.pid)
            process.terminate()
            sound.read()  # until the command has ended
    return wall, cpu


if __name__ == "__main__":
    main()
