"""The built-in voice: `python -m benchmarks.house_voice`, beside its limits.

The first two figures are of one core's time, so they hardly depend on the load of the machine. The
last two are wall-clock times, and only meaningful on an idle machine.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from benchmarks.measures import describe_machine
from benchmarks.serving import CLIENT, send_story, start_server
from benchmarks.story import make_story
from earshot import build_script
from earshot.voices.registry import open_voice

VOICE, WORDS, RUNS = "house:kathleen", 300, 5
NARRATE = [sys.executable, "-m", "earshot", "narrate", "examples/harbour.html", "-o", "-"]
WITHOUT_CACHE = os.environ | {"EARSHOT_CACHE_SIZE": "0"}
"""Of speech."""


def main() -> None:
    print(describe_machine())
    measure_synthesis()
    subprocess.run(NARRATE, env=WITHOUT_CACHE, capture_output=True, check=True)  # keeps expressions
    report("first sound of a cold `earshot narrate`", [start_narrating() for _ in range(RUNS)], 0.4)
    with tempfile.TemporaryDirectory() as folder, start_server(Path(folder)) as (base, _):
        times = [start_listening(base, f"Story {number}") for number in range(RUNS + 1)]
    report("first sound of a new story, live", times[1:], 0.3)  # the first one starts the workers


def measure_synthesis() -> None:
    """Loading the voice, and its real-time factor."""
    script = build_script(make_story(WORDS))
    loads = []
    for _ in range(RUNS):
        with closing(open_voice(VOICE, "en-US", 1.0)) as voice:
            start = time.process_time()
            voice.load()  # type: ignore[attr-defined]
            loads.append(time.process_time() - start)
            voice.synthesize(script.utterances[0])
            start = time.process_time()
            speeches = [voice.synthesize(each) for each in script.utterances]
            cpu = time.process_time() - start
    audio = sum(len(each.samples) / each.rate for each in speeches)
    report("loading the voice", loads, 0.06)
    report("a second of speech", [cpu / audio], 0.02)


def start_narrating() -> float:
    """Seconds from the start of the command to the first bytes of the recording."""
    start = time.perf_counter()
    with subprocess.Popen(
        NARRATE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=WITHOUT_CACHE
    ) as process:
        assert process.stdout
        process.stdout.read(1)
        seconds = time.perf_counter() - start
        process.terminate()  # it ends its processes: they would slow the next run down
    return seconds


def start_listening(base: str, name: str) -> float:
    """Seconds from the request for a story that was never recorded to its first bytes."""
    story = send_story(base, WORDS, name)
    start = time.perf_counter()
    with CLIENT.stream("GET", f"{base}/v1/stories/{story}/stream") as response:
        next(response.iter_raw(1))
        return time.perf_counter() - start


def report(name: str, seconds: list[float], limit: float) -> None:
    print(f"{name:40} {statistics.median(seconds):.3f} s (limit {limit})", flush=True)


if __name__ == "__main__":
    main()
