"""The voices: `python -m benchmarks.voices [PYTHON]`, ratios taken in one run.

PYTHON is one that has piper-tts and kokoro-onnx; without it the peers are left out. The models
have the layers and sizes of Piper-medium and of Kokoro's decoder, and random weights.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks import graphs
from benchmarks.measures import seconds
from benchmarks.story import story
from earshot import narrate, write
from earshot.interchange import script_json
from earshot.model import Narration, Script, Utterance

RUNS = 3
WORDS = 1_000
PEER_WORDS = 150
SYMBOLS = "_^$ !'(),-.:;?abcdefghijklmnopqrstuvwxyzæçðøħŋœɐɑɒɔəɚɛɜɡɪɫɬɹɾʃʊʌʒʔθᵻˈˌː\u0303"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["EARSHOT_VOICES"] = f"{folder}/voices"
        os.environ["EARSHOT_CACHE"] = f"{folder}/cache"
        _installed(Path(folder, "voices"))
        for voice in ("flite:slt", "espeak:en-us"):
            two_workers(voice)
        correction("piper:en_US-random-medium")
        if len(sys.argv) > 1:
            for engine, voice in (("piper", "piper"), ("kokoro", "kokoro")):
                over_peer(engine, voice, Path(folder, "voices"))


def two_workers(voice: str) -> None:
    """One worker over two, each in a process of its own; the first passage is not counted."""
    script = json.dumps(script_json(write(story(WORDS))))
    _ours(voice, script, "1")  # finds the gain
    runs = [(_ours(voice, script, "1"), _ours(voice, script, "2")) for _ in range(RUNS)]
    ratio = statistics.median(_later(one) / _later(two) for one, two in runs)
    print(f"two workers over one     {voice:14} {ratio:5.2f} x")


def correction(voice: str) -> None:
    """One word of a story corrected, over its first cost: to the last passage."""
    script = write(story(WORDS))
    unlike = tuple(_numbered(script, n) for n in range(len(script.utterances)))
    script = replace(script, utterances=unlike)
    next(iter(narrate(script, voice=voice).passages))
    first = seconds(lambda: _heard(narrate(script, voice=voice)))
    corrected = replace(script, utterances=(*unlike[:20], _numbered(script, 999), *unlike[21:]))
    again = seconds(lambda: _heard(narrate(corrected, voice=voice)))
    print(f"a corrected word         {voice:14} {100 * again / first:5.2f} %  ({again:.2f} s)")


def over_peer(engine: str, voice: str, folder: Path) -> None:
    """Audio a second and the time to the first sound, each from a cold start."""
    script = write(story(PEER_WORDS))
    sentences = json.dumps([each.spoken for each in script.utterances])
    text = json.dumps(script_json(script))
    _ours(voice, text, "2")
    throughput, first = [], []
    for _ in range(RUNS):
        theirs = _run([sys.argv[1], "-m", "benchmarks.peer", engine, str(folder)], sentences, {})
        ours = _ours(voice, text, "2")
        throughput.append(ours["audio"] / ours["seconds"] * theirs["seconds"] / theirs["audio"])
        first.append(ours["first"] / theirs["first"])
    print(
        f"over its own package     {voice:14} {statistics.median(throughput):5.2f} x the"
        f" throughput, first sound after {statistics.median(first):.2f} x the time"
    )


def _later(run: dict[str, float]) -> float:
    return run["seconds"] - run["first"]


def _ours(voice: str, script: str, workers: str) -> dict[str, float]:
    settings = {"EARSHOT_WORKERS": workers, "EARSHOT_CACHE_SIZE": "0"}
    return _run([sys.executable, "-m", "benchmarks.ours", voice], script, settings)


def _run(command: list[str], text: str, settings: dict[str, str]) -> dict[str, float]:
    environment = os.environ | settings
    run = subprocess.run(
        command, input=text, text=True, check=True, capture_output=True, env=environment
    )
    answer: dict[str, float] = json.loads(run.stdout)
    return answer


def _heard(narration: Narration) -> None:
    for _ in narration.passages:
        pass


def _numbered(script: Script, number: int) -> Utterance:
    """An utterance that no other is like: its last word is another."""
    utterance = script.utterances[number % len(script.utterances)]
    *words, last = utterance.words
    letters = "".join("abcdefghij"[int(digit)] for digit in str(number))
    return replace(utterance, words=(*words, replace(last, spoken=f"{last.spoken} {letters}")))


def _installed(folder: Path) -> None:
    piper = folder / "piper/en_US-random-medium.onnx"
    piper.parent.mkdir(parents=True)
    piper.write_bytes(graphs.piper(sizes=graphs.Sizes()).SerializeToString())
    facts = {
        "audio": {"sample_rate": 22_050},
        "espeak": {"voice": "en-us"},
        "language": {"code": "en_US"},
        "inference": {"noise_scale": 0.667, "length_scale": 1.0, "noise_w": 0.8},
        "phoneme_type": "espeak",
        "phoneme_id_map": {symbol: [number] for number, symbol in enumerate(SYMBOLS)},
        "num_symbols": 256,
        "num_speakers": 1,
    }
    piper.with_name(f"{piper.name}.json").write_text(json.dumps(facts))
    kokoro = folder / "kokoro/kokoro-random.onnx"
    kokoro.parent.mkdir()
    kokoro.write_bytes(graphs.kokoro(full=True).SerializeToString())
    with (kokoro.parent / "voices-v1.0.bin").open("wb") as opened:
        np.savez(opened, af_heart=np.ones((510, 1, 256), np.float32))


if __name__ == "__main__":
    main()
