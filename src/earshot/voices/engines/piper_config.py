"""The `.onnx.json` file of a Piper model."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from earshot.errors import BrokenVoice

PAD, BEGIN, END = "_", "^", "$"
MAX_CONFIG_BYTES = 1_000_000
"""Real files have about 7,000 bytes, or 25,000 with 900 speakers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PiperConfig:
    """The contents of `.onnx.json`."""

    rate: int
    language: str
    """BCP 47."""
    espeak: str
    symbols: dict[str, tuple[int, ...]]
    speakers: dict[str, int]
    """Empty for a voice with a single speaker."""
    default_speaker: int
    scales: tuple[float, float, float]
    """noise_scale, length_scale, noise_w."""


def load_config(file: Path) -> PiperConfig:
    """Load the configuration of a model. Raises BrokenVoice."""
    config_file = file.with_name(f"{file.name}.json")
    try:
        if config_file.stat().st_size > MAX_CONFIG_BYTES:
            raise ValueError("it is too large")
        return _parse_config(json.loads(config_file.read_text("utf-8")), file.stem)
    except KeyError as error:
        reason = f"it lacks {error}"
        raise BrokenVoice(voice=f"piper:{file.stem}", file=config_file, reason=reason) from error
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise BrokenVoice(voice=f"piper:{file.stem}", file=config_file, reason=error) from error


def _parse_config(data: dict[str, Any], name: str) -> PiperConfig:
    inference = data.get("inference", {})
    if data.get("phoneme_type", "espeak") != "espeak":
        raise ValueError(f"its phonemes are {data['phoneme_type']}; only espeak is supported")
    scales = [float(inference.get(key, default)) for key, default in SCALE_DEFAULTS]
    is_multi_speaker = int(data.get("num_speakers", 1)) > 1
    rate = int(data["audio"]["sample_rate"])
    symbols = {key: tuple(map(int, ids)) for key, ids in data["phoneme_id_map"].items()}
    for needed in (PAD, BEGIN, END):
        if needed not in symbols:
            raise KeyError(f"phoneme_id_map: {needed}")
    if not 8_000 <= rate <= 48_000 or not all(0 <= scale <= 10 for scale in scales):
        raise ValueError("its numbers are out of range")
    language = data.get("language", {}).get("code") or name
    return PiperConfig(
        rate=rate,
        language=language_tag(language),
        espeak=str(data["espeak"]["voice"]),
        symbols=symbols,
        speakers={str(k): int(v) for k, v in data.get("speaker_id_map", {}).items()}
        if is_multi_speaker
        else {},
        default_speaker=int(data.get("default_speaker_id", 0)),
        scales=(scales[0], scales[1], scales[2]),
    )


SCALE_DEFAULTS = (("noise_scale", 0.667), ("length_scale", 1.0), ("noise_w", 0.8))
"""Names under `inference`, and Piper's own defaults."""


def language_tag(code: str) -> str:
    """ "en_US-lessac-medium" and "en_US" are en-US."""
    return code.split("-")[0].replace("_", "-") if "_" in code else code
