"""The corpus: takes on disk, and batches of them in memory on the device that trains."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - torch's own custom

from earshot.model import Samples
from earshot.training.acoustic_model import F0_SPREAD, MEL_MEAN, MEL_SPREAD
from earshot.training.checkpoints import Arrays, load_arrays, save_arrays, write_aside
from earshot.training.features import HOP, RATE, LogMel

HELD_SHARE, MOST_HELD = 28, 40
"""One take of so many is kept out of training, up to so many, to judge by."""
FULL = 32_767
Batch = dict[str, Tensor]


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """A sentence as it was recorded. `hz` is 0 where it is not voiced; durations are in frames."""

    name: str
    text: str
    score: float
    ids: NDArray[np.int64]
    durations: NDArray[np.int64]
    wave: Samples
    hz: NDArray[np.float32]

    @property
    def seconds(self) -> float:
        return len(self.wave) / RATE

    @property
    def median_pitch(self) -> float:
        voiced = self.hz[self.hz > 0]
        return float(np.median(voiced)) if len(voiced) else 0.0


@dataclass(frozen=True, slots=True)
class Lesson:
    """A take as tensors: wave (256 T,), scaled mel (100, T), ids, durations, pitch and energy
    (N,), hz and voiced (T,)."""

    take: Take
    parts: Batch

    @property
    def frames(self) -> int:
        return int(self.parts["mel"].shape[-1])


def write_take(work: Path, take: Take) -> None:
    wave = np.round(np.clip(take.wave, -1, 1) * FULL).astype(np.int16)
    words: Arrays = {"text": np.array(take.text), "score": np.array(take.score)}
    arrays: Arrays = {"ids": take.ids, "durations": take.durations, "wave": wave, "hz": take.hz}
    save_arrays(_file(work, take.name), words | arrays)


def read_take(work: Path, name: str) -> Take:
    found = load_arrays(_file(work, name))
    return Take(
        name=name, text=str(found["text"]), score=float(found["score"]), ids=found["ids"],
        durations=found["durations"], wave=(found["wave"] / FULL).astype(np.float32),
        hz=found["hz"],
    )  # fmt: skip


def _file(work: Path, name: str) -> Path:
    return work / "takes" / f"{name}.npz"


def held_out(names: Sequence[str]) -> set[str]:
    """Which takes are kept out of training: by their names alone, so always the same ones."""
    count = max(1, min(MOST_HELD, len(names) // HELD_SHARE))
    return set(sorted(names, key=lambda name: crc32(name.encode()))[:count])


def write_index(work: Path, names: Sequence[tuple[str, bool]]) -> None:
    """Written last: where it is, the corpus is whole."""
    write_aside(work / "corpus.json", lambda aside: aside.write_text(json.dumps(names)))


def is_whole(work: Path) -> bool:
    return (work / "corpus.json").exists()


def load(
    work: Path, device: torch.device, log_f0: float | None
) -> tuple[list[Lesson], list[Lesson], float]:
    """Lessons to train on, lessons held out, and the log of the pitch in the middle of this voice;
    `log_f0` where a training has begun with one."""
    names: list[tuple[str, bool]] = json.loads((work / "corpus.json").read_text())
    takes = [(read_take(work, name), held) for name, held in names]
    middle = _middle([take for take, _ in takes]) if log_f0 is None else log_f0
    mel = LogMel()
    lessons = [(_lesson(take, mel, middle, device), held) for take, held in takes]
    train = [lesson for lesson, held in lessons if not held]
    return train, [lesson for lesson, held in lessons if held], middle


def log_pitch(work: Path) -> float:
    """The log of the pitch in the middle of this reader's voice."""
    names: list[tuple[str, bool]] = json.loads((work / "corpus.json").read_text())
    return _middle([read_take(work, name) for name, _ in names])


def _middle(takes: Sequence[Take]) -> float:
    pitches = [take.median_pitch for take in takes if take.median_pitch > 0]
    return float(np.log(np.median(pitches) if pitches else 165.0))


def _lesson(take: Take, transform: LogMel, log_f0: float, device: torch.device) -> Lesson:
    wave = torch.from_numpy(take.wave)
    mel = (transform(wave[None])[0] - MEL_MEAN) / MEL_SPREAD
    voiced = take.hz > 0
    scaled = np.where(voiced, (np.log(np.maximum(take.hz, 1)) - log_f0) / F0_SPREAD, 0)
    ends = np.cumsum(take.durations)
    spans = list(zip(ends - take.durations, ends, strict=True))
    has = np.array([voiced[a:b].any() for a, b in spans])
    means = [
        scaled[a:b][voiced[a:b]].mean() if h else 0.0 for (a, b), h in zip(spans, has, strict=True)
    ]
    loud = mel.mean(0).numpy()
    parts = {
        "ids": take.ids, "durations": take.durations, "pitch": _bridged(np.array(means), has, 0.0),
        "energy": np.array([loud[a:b].mean() if b > a else -1.0 for a, b in spans]),
        "hz": _bridged(take.hz, voiced, float(np.exp(log_f0))), "voiced": voiced,
    }  # fmt: skip
    whole = ("ids", "durations")
    tensors = {
        k: torch.as_tensor(v, dtype=torch.int64 if k in whole else torch.float32)
        for k, v in parts.items()
    }
    return Lesson(
        take, {k: v.to(device) for k, v in (tensors | {"wave": wave, "mel": mel}).items()}
    )


def _bridged(values: NDArray[Any], known: NDArray[np.bool_], default: float) -> NDArray[Any]:
    """What is not known, by straight lines between what is."""
    if not known.any():
        return np.full(len(values), default)
    at = np.arange(len(values))
    return np.interp(at, at[known], values[known])


def utterances(lessons: Sequence[Lesson]) -> Batch:
    """Whole sentences, padded to one shape; pitch and energy as (batch, 1, N)."""
    tokens = max(len(lesson.parts["ids"]) for lesson in lessons)
    frames = max(lesson.frames for lesson in lessons)
    sizes = {"ids": tokens, "durations": tokens, "pitch": tokens, "energy": tokens}
    sizes |= {"mel": frames, "hz": frames, "voiced": frames}
    batch = {
        name: torch.stack(
            [F.pad(x, (0, size - x.shape[-1])) for x in (l.parts[name] for l in lessons)]
        )
        for name, size in sizes.items()
    }
    return batch | {name: batch[name][:, None] for name in ("pitch", "energy")}


def crops(
    lessons: Sequence[Lesson], starts: Sequence[int], frames: int, names: Sequence[str]
) -> Batch:
    """The same cut of several parts of each lesson, `frames` frames from its start on."""
    pairs = list(zip(lessons, starts, strict=True))
    return {
        name: torch.stack([l.parts[name][..., s * width : (s + frames) * width] for l, s in pairs])
        for name in names
        for width in [HOP if name == "wave" else 1]
    }
