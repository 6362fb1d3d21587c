"""Optimized models in the cache directory, which make a voice load several times as fast.

Rewriting and optimizing the graph of a model takes 0.7 s, loading the result 0.1 s. The result
depends on the runtime and on the processor, so both are part of its key. A directory per model
has the optimized models (the main one and the parts of its tail) and `model.json`.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path

from earshot.environment import cache_dir
from earshot.voices.onnx.vocoder_tail import VocoderTail
from earshot.voices.paths import content_digest

MAX_STORED = 4
"""Number of models in the cache. The most recently loaded ones are kept."""
MIN_FREE_BYTES = 1 << 30
"""Free disk space below which nothing is stored."""
DESCRIPTION, INCOMPLETE = "model.json", "incomplete-"
TAIL_FIELDS = ("input_tensor", "output", "upsampling", "width", "receptive_field")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredModel:
    """A model that was optimized on this machine."""

    files: Sequence[Path]
    """The main model, and the parts of its tail."""
    tail: VocoderTail | None
    durations: str
    """Name of the output of durations; empty if there is none."""


def model_key(file: Path, *facts: object) -> str:
    """The key of a model file with the versions of the runtime. Raises OSError."""
    parts = (content_digest(file), *map(str, facts), _describe_processor())
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()[:32]


def find_stored(key: str) -> StoredModel | None:
    """The stored model of that key; None if there is none or it is damaged."""
    folder = _models_dir() / key
    try:
        description = json.loads((folder / DESCRIPTION).read_text("utf-8"))
        sizes = description["sizes"]
        if any((folder / name).stat().st_size != size for name, size in sizes.items()):
            raise ValueError("a file is incomplete")
        tail = None
        for part in reversed(description["tail"]):
            tail = VocoderTail(nodes=frozenset(), next_part=tail, **part)
        files = [folder / name for name in description["models"]]
        os.utime(folder)
        return StoredModel(files=files, tail=tail, durations=description["durations"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        remove_stored(key)
        return None


def create_folder() -> Path | None:
    """A new directory for optimized models; None if they cannot be stored."""
    with suppress(OSError):
        _models_dir().mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(_models_dir()).free >= MIN_FREE_BYTES:
            return Path(tempfile.mkdtemp(prefix=INCOMPLETE, dir=_models_dir()))
    return None


def store(key: str, folder: Path, tail: VocoderTail | None, durations: str) -> None:
    """Store the models in a directory of `create_folder`. Their names sort in their order. Errors
    of the file system only lose them."""
    try:
        files = sorted(folder.iterdir())
        parts = tail.parts if tail else []
        models = [each.name for each in files if each.suffix == ".onnx"]
        if len(models) != 1 + len(parts):
            raise OSError("a model was not saved")
        for file in files:
            _flush(file)
        description = {
            "models": models,
            "sizes": {each.name: each.stat().st_size for each in files},
            "tail": [_describe(part) for part in parts],
            "durations": durations,
        }
        (folder / DESCRIPTION).write_text(json.dumps(description), "utf-8")
        folder.rename(_models_dir() / key)  # fails if another process was first
        _remove_old()
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)


def remove_stored(key: str) -> None:
    shutil.rmtree(_models_dir() / key, ignore_errors=True)


def _describe(part: VocoderTail) -> dict[str, object]:
    values = asdict(replace(part, nodes=frozenset(), next_part=None))
    return {name: values[name] for name in TAIL_FIELDS}


def _remove_old() -> None:
    """Remove the least recently loaded models, and leftovers of a crash."""
    by_time = sorted(_models_dir().iterdir(), key=lambda each: each.stat().st_mtime, reverse=True)
    for folder in by_time[MAX_STORED:]:
        shutil.rmtree(folder, ignore_errors=True)


def _flush(file: Path) -> None:
    with file.open("rb") as opened:
        os.fsync(opened.fileno())


def _models_dir() -> Path:
    return cache_dir() / "models"


@cache
def _describe_processor() -> str:
    """Everything that decides the best form of a graph: the kind of processor and its features."""
    with suppress(OSError):
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
        names = ("model name", "flags", "Features", "CPU part")
        return " ".join(sorted({each for each in lines if each.startswith(names)}))
    return f"{platform.machine()} {platform.processor()} {platform.node()}"
