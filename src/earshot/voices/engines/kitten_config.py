"""The files of a KittenTTS model: weights, styles of its voices, and its configuration.

KittenML publishes each model with its own `voices.npz` and `config.json`. Installed, they are named
after the model: `NAME.onnx`, `NAME.npz` and `NAME.onnx.json`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from earshot.errors import BrokenVoice
from earshot.voices.style_vectors import archive_names

MAX_CONFIG_BYTES = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class KittenModel:
    """An installed model."""

    file: Path
    voices: Mapping[str, str]
    """Keys in the archive of styles, by the names of the voices."""
    speed_priors: Mapping[str, float] = field(default_factory=dict)
    """Factors of the speed, by key. The small models speak too fast without."""

    @property
    def styles(self) -> Path:
        return styles_file(self.file)

    @property
    def config(self) -> Path:
        return config_file(self.file)


def config_file(model: Path) -> Path:
    return model.with_name(f"{model.name}.json")


def styles_file(model: Path) -> Path:
    return model.with_suffix(".npz")


def load_model_files(file: Path) -> KittenModel:
    """Raises BrokenVoice."""
    try:
        config = _read_config(config_file(file))
        keys = archive_names(str(styles_file(file)), styles_file(file).stat().st_mtime_ns)
        names = {key: name for name, key in _mapping(config, "voice_aliases", str).items()}
        voices = {names.get(key, key): key for key in keys}
        priors = _mapping(config, "speed_priors", float)
    except (OSError, ValueError, RecursionError) as error:
        raise BrokenVoice(voice=f"kitten:{file.stem}", file=file, reason=error) from error
    if not voices:
        reason = f"{styles_file(file).name} is not an archive of voices"
        raise BrokenVoice(voice=f"kitten:{file.stem}", file=file, reason=reason)
    return KittenModel(file=file, voices=voices, speed_priors=priors)


def _read_config(file: Path) -> dict[str, Any]:
    if file.stat().st_size > MAX_CONFIG_BYTES:
        raise ValueError(f"{file.name} is too large")
    config = json.loads(file.read_text("utf-8"))
    if not isinstance(config, dict) or not str(config.get("type", "")).startswith("ONNX"):
        raise ValueError(f"{file.name} is not the configuration of a KittenTTS model")
    return config


def _mapping(config: dict[str, Any], key: str, kind: type) -> dict[str, Any]:
    """A JSON object with values of one type. Raises ValueError."""
    values = config.get(key) or {}
    if not isinstance(values, dict):
        raise ValueError(f"its {key} is not an object")
    accepted = (int, float) if kind is float else (kind,)
    if any(not isinstance(each, accepted) or isinstance(each, bool) for each in values.values()):
        raise ValueError(f"its {key} has a value of another type")
    if kind is float and any(not 0.1 <= each <= 10 for each in values.values()):
        raise ValueError(f"its {key} is not between 0.1 and 10")
    return values
