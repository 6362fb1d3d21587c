"""Voices for tests: small models with the structure of real ones, and their output."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.graphs import kitten, kokoro, piper

PIPER_SYMBOLS = "_^$ !'(),-.:;?abcdefhijklmnopqrstuvwxyzæçðøħŋœɐɑɒɔəɚɛɜɡɪɫɬɹɾʃʊʌʒʔθᵻˈˌː\u0303"
"""Piper's symbols for English, in another order."""


def piper_config(**changes: Any) -> dict[str, Any]:
    """Return a Piper `.onnx.json` with the keys of a real one."""
    values: dict[str, Any] = {
        "audio": {"sample_rate": 22_050, "quality": "medium"},
        "espeak": {"voice": "en-us"},
        "language": {"code": "en_US", "family": "en", "region": "US"},
        "inference": {"noise_scale": 0.0, "length_scale": 1.0, "noise_w": 0.8},
        "phoneme_type": "espeak",
        "phoneme_map": {},
        "phoneme_id_map": {symbol: [number] for number, symbol in enumerate(PIPER_SYMBOLS)},
        "num_symbols": 256,
        "num_speakers": 1,
        "speaker_id_map": {},
        "piper_version": "1.0.0",
    }
    return values | changes


def install_piper(folder: Path, name: str = "en_US-test-medium", **changes: Any) -> Path:
    config = piper_config(**changes)
    file = folder / "piper" / f"{name}.onnx"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(piper(speakers=config["num_speakers"]).SerializeToString())
    file.with_name(f"{file.name}.json").write_text(json.dumps(config))
    return file


def decode_tokens(samples: np.ndarray, hop: int, token_count: int) -> list[int]:
    """Return the tokens in the output of a test model with that many `codes`, without repetitions.

    The part of each frame that is read lies within one of the model's frames whether the samples
    begin at such a frame or, as after a pause, half a frame earlier.
    """
    frames = samples[: len(samples) // hop * hop].reshape(-1, hop)
    parts = frames[:, hop * 11 // 20 : hop * 14 // 20]
    tokens = [int(code) for code in np.round(parts.mean(axis=1) * 2 * token_count)]
    return [code for code, before in zip(tokens, [None, *tokens], strict=False) if code != before]


def style_vectors(level: float) -> np.ndarray:
    """Return a Kokoro voice. In the test model the style is the volume, and each length has its
    own."""
    array = np.zeros((510, 1, 256), np.float32)
    array[:, 0, 0] = level + np.arange(510) / 100_000
    return array


def install_kokoro(folder: Path, **names: str) -> Path:
    file = folder / "kokoro/kokoro-v1.0.onnx"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(kokoro(**names).SerializeToString())  # type: ignore[arg-type]
    with (file.parent / "voices-v1.0.bin").open("wb") as stream:
        np.savez(
            stream,
            af_heart=style_vectors(1.0),
            af_bella=style_vectors(0.5),
            bf_emma=style_vectors(0.8),
        )
    return file


KITTEN_CONFIG = {
    "type": "ONNX2",
    "model_file": "kitten_tts_nano_v0_8.onnx",
    "voices": "voices.npz",
    "speed_priors": {"expr-voice-2-f": 0.8},
    "voice_aliases": {"Bella": "expr-voice-2-f", "Jasper": "expr-voice-2-m"},
}


def publish_kitten(folder: Path, **changes: Any) -> Path:
    """Write a KittenTTS model as KittenML publishes it: its file with `config.json` and
    `voices.npz` beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "kitten_tts_nano_v0_8.onnx"
    file.write_bytes(kitten().SerializeToString())
    (folder / "config.json").write_text(json.dumps(KITTEN_CONFIG | changes))
    rows = style_vectors(1.0)[:400].reshape(400, 256)
    with (folder / "voices.npz").open("wb") as stream:
        np.savez(stream, allow_pickle=False, **{"expr-voice-2-f": rows, "expr-voice-2-m": rows / 2})
    return file
