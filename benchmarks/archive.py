"""An archive with Ray and without: `python -m benchmarks.archive [VOICE] [STORIES] [RUNS]`.

Prints how long a story takes in two processes that synthesize speech. The difference of a long and
a short run is measured, so the start of Ray and of the voices does not count. Needs the extra
`ray`. Run it on a quiet machine.
"""

from __future__ import annotations

import json
import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.measures import time_seconds
from benchmarks.story import PARAGRAPHS

VOICE, STORIES, RUNS = "house:kathleen", 16, 1
FIRST_STORIES = 6
"""In the short run: enough for both processes to have work."""
STORY_WORDS, SENTENCE_WORDS = 300, 15
ENGINES = {"without Ray": (), "with Ray": ("--ray", "--workers", "2")}


def main() -> None:
    voice = sys.argv[1] if sys.argv[1:] else VOICE
    stories = int(sys.argv[2]) if sys.argv[2:] else STORIES
    runs = int(sys.argv[3]) if sys.argv[3:] else RUNS
    found: dict[str, list[float]] = {name: [] for name in ENGINES}
    for _ in range(runs):
        for name, options in ENGINES.items():
            seconds = measure_story(voice, stories, options)
            found[name].append(seconds)
            print(f"{name:12} {seconds:5.2f} s a story of {STORY_WORDS} words", flush=True)
    local, ray = map(statistics.median, found.values())
    print(f"with Ray, {local / ray:.2f} of the stories without it in the same time")


def measure_story(voice: str, stories: int, options: Sequence[str]) -> float:
    """Seconds for each of `stories` stories more."""
    short = time_seconds(lambda: narrate_archive(voice, FIRST_STORIES, options))
    long = time_seconds(lambda: narrate_archive(voice, FIRST_STORIES + stories, options))
    return (long - short) / stories


def narrate_archive(voice: str, stories: int, options: Sequence[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "stories.jsonl")
        source.write_text("\n".join(map(story_row, range(stories))), "utf-8")
        command = [sys.executable, "-m", "earshot", "archive", str(source), "--quiet"]
        command += ["--to", str(Path(folder, "out")), "--voice", voice, *options]
        subprocess.run(command, check=True)


def story_row(number: int) -> str:
    """A story whose sentences no other one has: equal sentences are synthesized once."""
    chance = random.Random(number)
    words = [word for text in PARAGRAPHS for word in text.split() if word.isalpha()]
    sentences = (
        " ".join(chance.choices(words, k=SENTENCE_WORDS)).capitalize() + "."
        for _ in range(STORY_WORDS // SENTENCE_WORDS)
    )
    return json.dumps(
        {
            "url": f"https://news.example/{number}",
            "title": f"Harbour bridge {number} reopens",
            "text": " ".join(sentences),
            "language": "en-US",
        }
    )


if __name__ == "__main__":
    main()
