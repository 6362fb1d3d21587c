"""Earshot synthesizing a script in a separate process: `python -m benchmarks.ours VOICE`, script
on standard input.

Prints seconds to the first segment and to the last, audio seconds, CPU seconds after the first
segment (of this process, and of all), the peak memory of this process in MB, and seconds to the
first segment of a second article in the same process.
"""

from __future__ import annotations

import json
import sys
import time

START = time.perf_counter()


def main(voice: str) -> None:
    import earshot  # noqa: PLC0415 - its loading is part of the time

    earshot.warm_up(voice)
    from benchmarks.measures import peak_memory, process_tree_cpu, time_seconds  # noqa: PLC0415
    from earshot import narrate  # noqa: PLC0415
    from earshot.model import Script  # noqa: PLC0415
    from earshot.serialization import from_json  # noqa: PLC0415

    script = from_json(json.load(sys.stdin), "standard input")
    assert isinstance(script, Script)
    first = samples = parent_cpu = tree_cpu = 0.0
    for segment in narrate(script, voice=voice).segments:
        samples += len(segment.samples) - segment.utterance.pause * 24
        if not first:
            first = time.perf_counter() - START
            parent_cpu, tree_cpu = time.process_time(), process_tree_cpu()
    result = {"first": first, "seconds": time.perf_counter() - START, "audio": samples / 24_000}
    result |= {"parent": time.process_time() - parent_cpu, "cpu": process_tree_cpu() - tree_cpu}
    result["memory"] = peak_memory()
    result["again"] = time_seconds(lambda: next(iter(narrate(script, voice=voice).segments)))
    print(json.dumps(result))


if __name__ == "__main__":
    main(sys.argv[1])
