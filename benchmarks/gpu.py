"""Seconds of audio per second on a GPU: `python -m benchmarks.gpu [VOICE]`.

Uses the device of EARSHOT_DEVICE, by default a GPU if there is one, else the CPU. Sentences are
synthesized in one process in batches of 1, 8 and 32; voices that take no batches are measured one
sentence at a time.
"""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing

from benchmarks.measures import time_seconds
from benchmarks.story import make_story
from earshot import build_script
from earshot.model import Speech, Utterance
from earshot.voices.fallback import synthesize_all_with_fallback
from earshot.voices.hardware import select_device
from earshot.voices.protocol import Voice
from earshot.voices.registry import open_voice

VOICE, WORDS = "piper", 3_000
BATCH_SIZES = (1, 8, 32)


def main() -> None:
    name = sys.argv[1] if sys.argv[1:] else VOICE
    utterances = build_script(make_story(WORDS)).utterances
    with closing(open_voice(name, "en-US", 1.0)) as voice:
        takes_batches = hasattr(voice, "batch_size")
        print(f"{voice.name} on {select_device()}, {len(utterances)} sentences")
        synthesize(voice, utterances, 1)  # loads the model
        for size in BATCH_SIZES if takes_batches else (1,):
            speeches: list[Speech] = []

            def run(size: int = size, speeches: list[Speech] = speeches) -> None:
                speeches += synthesize(voice, utterances, size)

            seconds = time_seconds(run)
            audio = sum(len(each.samples) / each.rate for each in speeches)
            print(f"batches of {size:3}           {audio / seconds:8.1f} s of audio per second")
    print(f"memory of the device     {read_device_memory() or 'not known'}")


def synthesize(voice: Voice, utterances: tuple[Utterance, ...], size: int) -> list[Speech]:
    voice.batch_size = size  # type: ignore[attr-defined]
    return synthesize_all_with_fallback(voice, utterances)


def read_device_memory() -> str:
    """The memory in use on the first GPU, while the model is loaded; empty without one."""
    command = ["nvidia-smi", "--query-gpu=memory.used", "--format=csv,noheader"]
    try:
        run = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return run.stdout.splitlines()[0]


if __name__ == "__main__":
    main()
