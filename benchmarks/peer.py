"""Another package synthesizing sentences in a separate process: `PYTHON -m benchmarks.peer ENGINE
FOLDER`.

Needs a Python with piper-tts and kokoro-onnx; the sentences come as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from benchmarks.measures import time_seconds

START = time.perf_counter()


def main(engine: str, folder: str, sentences: list[str]) -> None:
    synthesize, rate = PEERS[engine](Path(folder))
    first = samples = cpu = 0.0
    for sentence in sentences:
        samples += synthesize(sentence)
        if not first:
            first, cpu = time.perf_counter() - START, time.process_time()
    result = {"first": first, "seconds": time.perf_counter() - START, "audio": samples / rate}
    result["cpu"] = time.process_time() - cpu
    result["again"] = time_seconds(lambda: synthesize(sentences[0]))
    print(json.dumps(result))


def _load_piper(folder: Path):  # type: ignore[no-untyped-def]
    from piper import PiperVoice  # type: ignore[import-not-found]  # noqa: PLC0415

    voice = PiperVoice.load(next((folder / "piper").glob("*.onnx")))

    def synthesize(text: str) -> int:
        return sum(len(each.audio_int16_array) for each in voice.synthesize(text))

    return synthesize, 22_050


def _load_kokoro(folder: Path):  # type: ignore[no-untyped-def]
    from kokoro_onnx import Kokoro  # type: ignore[import-not-found]  # noqa: PLC0415

    [model] = (folder / "kokoro").glob("*.onnx")
    voice = Kokoro(str(model), str(folder / "kokoro/voices-v1.0.bin"))

    def synthesize(text: str) -> int:
        return len(voice.create(text, voice="af_heart", trim=False)[0])

    return synthesize, 24_000


PEERS = {"piper": _load_piper, "kokoro": _load_kokoro}

if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], json.load(sys.stdin))
