"""Earshot saying a script, alone in a process: `python -m benchmarks.ours VOICE`, script on
standard input."""

from __future__ import annotations

import json
import sys
import time

START = time.perf_counter()


def main(voice: str) -> None:
    from earshot import narrate  # noqa: PLC0415 - its loading is part of the time
    from earshot.interchange import from_json  # noqa: PLC0415
    from earshot.model import Script  # noqa: PLC0415

    script = from_json(json.load(sys.stdin), "standard input")
    assert isinstance(script, Script)
    first = samples = 0.0
    for passage in narrate(script, voice=voice).passages:
        samples += len(passage.samples) - passage.utterance.pause * 24
        first = first or time.perf_counter() - START
    seconds = time.perf_counter() - START
    print(json.dumps({"first": first, "seconds": seconds, "audio": samples / 24_000}))


if __name__ == "__main__":
    main(sys.argv[1])
