"""One narration in a separate process: `python -m benchmarks.length VOICE WORDS`."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.measures import peak_memory
from benchmarks.story import make_story
from earshot import narrate, save


def main(voice: str, words: int) -> None:
    article = make_story(words)
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        outputs = save(narrate(article, voice=voice), Path(folder, "story.mp3"))
    elapsed = time.perf_counter() - start
    print(json.dumps({"seconds": elapsed, "memory": peak_memory(), "audio": outputs.duration}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
