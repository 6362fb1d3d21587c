"""Voice benchmarks: `python -m benchmarks.voices [PYTHON [VOICES]]`, with ratios from a single run.

PYTHON is an interpreter with piper-tts and kokoro-onnx; without it the peers are skipped. On a
loaded machine CPU time is more reliable than wall-clock time; both are printed. The models have
the layers and sizes of Piper-medium and of Kokoro's decoder, and random weights.

VOICES is a directory of installed voices: `piper/NAME.onnx` and its `.json`, `kokoro/NAME.onnx`
and `kokoro/voices-v1.0.bin`. With it, only the comparison with the peers is run, on these files.
"""

from __future__ import annotations

import compileall
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

import earshot
from benchmarks import graphs
from benchmarks.measures import describe_machine, process_tree_cpu, time_seconds
from benchmarks.story import make_story
from earshot import build_script, narrate
from earshot.model import Narration, Script, Utterance
from earshot.serialization import script_json
from earshot.voices.engines.kokoro import KokoroVoice
from earshot.voices.engines.piper import PiperVoice
from earshot.voices.registry import open_voice

RUNS = 3
WORDS = 1_000
WORKER_WORDS = 5_000
"""Enough words that the start of a second process hardly affects the throughput."""
PEER_WORDS = (150, 1_000)
REAL_WORDS = {"piper": 600, "kokoro": 150}
"""Words for real weights, so the comparison takes four minutes."""
MODEL_WORDS = 150
CORRECTIONS = 8
PIPER_MEDIUM = "piper:en_US-random-medium"
SYMBOLS = "_^$ !'(),-.:;?abcdefghijklmnopqrstuvwxyzæçðøħŋœɐɑɒɔəɚɛɜɡɪɫɬɹɾʃʊʌʒʔθᵻˈˌː\u0303"


def main() -> None:
    python, voices = [*sys.argv[1:], "", ""][:2]
    compileall.compile_dir(earshot.__path__[0], quiet=1)  # as an installation does
    print(describe_machine())
    with tempfile.TemporaryDirectory() as folder:
        if voices:
            os.environ["EARSHOT_VOICES"] = voices
            os.environ["EARSHOT_CACHE"] = f"{folder}/cache"
            for engine, words in REAL_WORDS.items():
                compare_to_peer(python, engine, Path(voices), [words])
            return
        os.environ["EARSHOT_VOICES"] = f"{folder}/voices"
        os.environ["EARSHOT_CACHE"] = f"{folder}/cache"
        _install_models(Path(folder, "voices"))
        for voice in ("flite:slt", "espeak:en-us"):
            compare_workers(voice)
        compare_to_model(PIPER_MEDIUM)
        compare_batching(PIPER_MEDIUM)
        measure_correction(PIPER_MEDIUM)
        measure_lengths("espeak:en-us")
        if python:
            for engine in ("piper", "kokoro"):
                compare_to_peer(python, engine, Path(folder, "voices"))


def compare_workers(voice: str) -> None:
    """One worker compared with two, without the first segment. Also the limit on two cores that
    follows from the CPU time of the main process."""
    script = _script_text(WORKER_WORDS)
    _run_earshot(voice, _script_text(MODEL_WORDS), "1")  # measures the gain
    runs = [
        (_run_earshot(voice, script, "1"), _run_earshot(voice, script, "2")) for _ in range(RUNS)
    ]
    ratio = statistics.median(
        _seconds_after_first(one) / _seconds_after_first(two) for one, two in runs
    )
    share = statistics.median(two["parent"] / (two["cpu"] - two["parent"]) for _, two in runs)
    print(
        f"two workers over one     {voice:14} {ratio:5.2f} x"
        f"   ({2 / (1 + share):.2f} x by processor time: handing out takes {100 * share:.1f} %)"
    )


def compare_to_model(voice: str) -> None:
    """CPU time of everything, relative to the model alone on the same sentences."""
    script = build_script(make_story(MODEL_WORDS))
    text = json.dumps(script_json(script))
    _run_earshot(voice, text, "1")
    runs = [
        (_run_earshot(voice, text, "1")["cpu"], _model_cpu(voice, script)) for _ in range(2 * RUNS)
    ]
    whole, model = (statistics.median(column) for column in zip(*runs, strict=True))
    print(
        f"pipeline over model      {voice:14} {whole / model:5.3f} x"
        f"   ({whole:.1f} s over {model:.1f} s of processor)"
    )


def _model_cpu(voice: str, script: Script) -> float:
    """CPU seconds of the model for all sentences but the first."""
    with closing(open_voice(voice, "en-US", 1.0)) as opened:
        assert isinstance(opened, PiperVoice)
        opened.synthesize(script.utterances[0])
        session = opened._load_session()
        head = session._session = _TimedCall(session._session.run)
        tail = [_TimedCall(run) for run in session._tail_models]
        session._tail_models = [part.run for part in tail]
        for utterance in script.utterances[1:]:
            opened.synthesize(utterance)
    return sum(part.seconds for part in [head, *tail])


class _TimedCall:
    """Wraps a model function and measures its CPU time."""

    def __init__(self, work: Callable[..., Any]) -> None:
        self._work = work
        self._lock = Lock()
        self.seconds = 0.0

    def run(self, *given: Any) -> Any:
        before = time.thread_time()
        made = self._work(*given)
        with self._lock:  # chunks of a sentence may run in parallel
            self.seconds += time.thread_time() - before
        return made


def compare_batching(voice: str) -> None:
    """Single sentences compared with padded batches, in CPU time of one thread."""
    utterances = build_script(make_story(MODEL_WORDS)).utterances
    with closing(open_voice(voice, "en-US", 1.0)) as opened:
        assert isinstance(opened, PiperVoice)
        opened.synthesize(utterances[0])

        def together(size: int) -> float:
            before = time.process_time()
            opened.batch_size = size
            opened.synthesize_all(utterances)
            return time.process_time() - before

        ratios = [(size, together(1) / together(size)) for size in (4, 16)]
    summary = ", ".join(f"{ratio:.2f} x in batches of {size}" for size, ratio in ratios)
    print(f"batches on one thread    {voice:14} {summary}")


def measure_correction(voice: str) -> None:
    """Cost of a one-word correction relative to the first synthesis, up to the last segment, in
    CPU time and wall-clock time. On two cores a sentence takes at least twice its share of the
    wall-clock time."""
    script = build_script(make_story(WORDS))
    unlike = tuple(_number_utterance(script, n) for n in range(len(script.utterances)))
    script = replace(script, utterances=unlike)
    next(iter(narrate(script, voice=voice).segments))
    first = _measure_cost(script, voice)
    again = []
    for place in range(5, len(unlike), len(unlike) // CORRECTIONS):
        new = (*unlike[:place], _number_utterance(script, 900 + place), *unlike[place + 1 :])
        again.append(_measure_cost(replace(script, utterances=new), voice))
    clock, cpu = (statistics.mean(column) for column in zip(*again, strict=True))
    print(
        f"a corrected word         {voice:14} {100 * cpu / first[1]:5.2f} % of the processor time,"
        f" {100 * clock / first[0]:.2f} % by the clock   ({clock:.2f} s)"
    )


def _measure_cost(script: Script, voice: str) -> tuple[float, float]:
    """Wall-clock and CPU seconds."""
    before = process_tree_cpu()
    clock = time_seconds(partial(_consume, narrate(script, voice=voice)))
    return clock, process_tree_cpu() - before


def measure_lengths(voice: str) -> None:
    """A hundred times the words: CPU time and memory of the main process."""
    _run_earshot(voice, _script_text(WORDS), "2")
    short, long = (_run_earshot(voice, _script_text(words), "2") for words in (WORDS, 100 * WORDS))
    print(
        f"100 x the words          {voice:14} {long['cpu'] / short['cpu']:5.1f} x the processor"
        f" time, {long['memory'] / short['memory']:.2f} x the memory"
        f"   ({long['audio'] / 3600:.1f} h of sound, {long['memory']:.0f} MB)"
    )


def compare_to_peer(
    python: str, engine: str, folder: Path, lengths: Sequence[int] = PEER_WORDS
) -> None:
    """Audio per second of the model, from a cold start and from the first sound on; and the time
    to the first sound of the first article (with a known gain) and of a second one."""
    for words in lengths:
        script = build_script(make_story(words))
        sentences = json.dumps([each.spoken for each in script.utterances])
        text = json.dumps(script_json(script))
        audio = _count_audio_seconds(engine, script)
        runs = [
            (
                _run_process([python, "-m", "benchmarks.peer", engine, str(folder)], sentences, {}),
                _run_earshot(engine, text, "2") | {"audio": audio},
            )
            for _ in range(RUNS)
        ]
        whole, later, cpu, first, second = (
            _median_ratio(runs, told)
            for told in (
                lambda run: run["seconds"] / run["audio"],
                lambda run: _seconds_after_first(run) / run["audio"],
                lambda run: run["cpu"] / run["audio"],
                lambda run: run["first"],
                lambda run: run["again"],
            )
        )
        print(
            f"over its own package     {engine:8} {words:5} words {whole:5.2f} x the throughput,"
            f" {later:.2f} x from the first sound on, {cpu:.2f} x by processor time; first sound"
            f" after {1 / first:.2f} x the time, of a second story {1 / second:.2f} x"
        )


def _count_audio_seconds(engine: str, script: Script) -> float:
    """Audio seconds of the model for a script, including the silence at the edges of each
    sentence, which the other package does not trim."""
    samples = 0
    with closing(open_voice(engine, "en-US", 1.0)) as voice:
        assert isinstance(voice, PiperVoice | KokoroVoice)
        session = voice._load_session()
        run = session.run

        def counted(*args: Any) -> Any:
            nonlocal samples
            audio, frames = run(*args)
            samples += audio.size
            return audio, frames

        session.run = counted  # type: ignore[assignment, method-assign]
        for utterance in script.utterances:
            voice.synthesize(utterance)
        return samples / voice.rate


Measurements = dict[str, float]


def _median_ratio(
    runs: list[tuple[Measurements, Measurements]], select: Callable[[Measurements], float]
) -> float:
    """The median of peer over Earshot."""
    return statistics.median(select(theirs) / select(ours) for theirs, ours in runs)


def _script_text(words: int) -> str:
    return json.dumps(script_json(build_script(make_story(words))))


def _seconds_after_first(run: dict[str, float]) -> float:
    return run["seconds"] - run["first"]


def _run_earshot(voice: str, script: str, workers: str) -> dict[str, float]:
    settings = {"EARSHOT_SYNTHESIS_WORKERS": workers, "EARSHOT_CACHE_SIZE": "0"}
    return _run_process([sys.executable, "-m", "benchmarks.ours", voice], script, settings)


def _run_process(command: list[str], text: str, settings: dict[str, str]) -> dict[str, float]:
    environment = os.environ | settings
    completed = subprocess.run(
        command, input=text, text=True, check=True, capture_output=True, env=environment
    )
    result: dict[str, float] = json.loads(completed.stdout)
    return result


def _consume(narration: Narration) -> None:
    for _ in narration.segments:
        pass


def _number_utterance(script: Script, number: int) -> Utterance:
    """An utterance with a unique last word."""
    utterance = script.utterances[number % len(script.utterances)]
    *words, last = utterance.words
    letters = "".join("abcdefghij"[int(digit)] for digit in str(number))
    return replace(utterance, words=(*words, replace(last, spoken=f"{last.spoken} {letters}")))


def _install_models(folder: Path) -> None:
    piper = folder / "piper/en_US-random-medium.onnx"
    piper.parent.mkdir(parents=True)
    piper.write_bytes(graphs.piper(sizes=graphs.PiperSizes()).SerializeToString())
    config = {
        "audio": {"sample_rate": 22_050},
        "espeak": {"voice": "en-us"},
        "language": {"code": "en_US"},
        "inference": {"noise_scale": 0.667, "length_scale": 1.0, "noise_w": 0.8},
        "phoneme_type": "espeak",
        "phoneme_id_map": {symbol: [number] for number, symbol in enumerate(SYMBOLS)},
        "num_symbols": 256,
        "num_speakers": 1,
    }
    piper.with_name(f"{piper.name}.json").write_text(json.dumps(config))
    kokoro = folder / "kokoro/kokoro-random.onnx"
    kokoro.parent.mkdir()
    kokoro.write_bytes(graphs.kokoro(full=True).SerializeToString())
    with (kokoro.parent / "voices-v1.0.bin").open("wb") as opened:
        np.savez(opened, af_heart=np.ones((510, 1, 256), np.float32))


if __name__ == "__main__":
    main()
