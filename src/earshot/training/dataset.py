"""The dataset: clips on disk, and batches in the memory of the training device."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional as F  # noqa: N812 - torch's own custom

from earshot.files import write_file
from earshot.model import Samples
from earshot.training.acoustic_model import F0_STD, MEL_MEAN, MEL_STD, Batch
from earshot.training.checkpoints import Arrays, load_arrays, save_arrays
from earshot.training.features import HOP, SAMPLE_RATE, LogMel
from earshot.voices.house_model.constants import DEFAULT_LANGUAGE

INDEX_FILE = "corpus.json"
HELD_OUT_DIVISOR, MAX_HELD_OUT = 28, 40
"""One clip in `HELD_OUT_DIVISOR`, and at most `MAX_HELD_OUT`, are held out for evaluation."""
PCM16_MAX = 32_767
CROP_FRAMES = 64
"""Frames of a crop for the vocoder: 0.68 s."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """A recorded sentence. `hz` is 0 in unvoiced frames; durations are in frames."""

    name: str
    text: str
    score: float
    ids: NDArray[np.int64]
    durations: NDArray[np.int64]
    wave: Samples
    hz: NDArray[np.float32]

    @property
    def seconds(self) -> float:
        return len(self.wave) / SAMPLE_RATE

    @property
    def median_pitch(self) -> float:
        voiced = self.hz[self.hz > 0]
        return float(np.median(voiced)) if len(voiced) else 0.0


@dataclass(frozen=True, slots=True)
class TrainingExample:
    """A clip as tensors: wave (256 T,), scaled mel (100, T), ids, durations, pitch and energy
    (N,), hz and voiced (T,)."""

    clip: Clip
    tensors: Batch

    @property
    def frames(self) -> int:
        return int(self.tensors["mel"].shape[-1])


def write_clip(work: Path, clip: Clip) -> None:
    wave = np.round(np.clip(clip.wave, -1, 1) * PCM16_MAX).astype(np.int16)
    labels: Arrays = {"text": np.array(clip.text), "score": np.array(clip.score)}
    arrays: Arrays = {"ids": clip.ids, "durations": clip.durations, "wave": wave, "hz": clip.hz}
    save_arrays(_clip_path(work, clip.name), labels | arrays)


def read_clip(work: Path, name: str) -> Clip:
    stored = load_arrays(_clip_path(work, name))
    return Clip(
        name=name,
        text=str(stored["text"]),
        score=float(stored["score"]),
        ids=stored["ids"],
        durations=stored["durations"],
        wave=(stored["wave"] / PCM16_MAX).astype(np.float32),
        hz=stored["hz"],
    )


def _clip_path(work: Path, name: str) -> Path:
    return work / "takes" / f"{name}.npz"


def select_held_out(names: Sequence[str]) -> set[str]:
    """The names of the clips held out of training. They depend on the names only, so they never
    change."""
    count = max(1, min(MAX_HELD_OUT, len(names) // HELD_OUT_DIVISOR))
    return set(sorted(names, key=lambda name: crc32(name.encode()))[:count])


def write_index(work: Path, names: Sequence[tuple[str, bool]], language: str) -> None:
    """Write the index. It is written last, so it marks a complete dataset."""
    write_file(work / INDEX_FILE, json.dumps({"language": language, "clips": names}))


def is_complete(work: Path) -> bool:
    return (work / INDEX_FILE).exists()


def read_language(work: Path) -> str:
    """The language of a complete dataset, as a BCP 47 tag."""
    language: str = _read_index(work)["language"]
    return language


def list_clips(work: Path) -> Iterator[tuple[Clip, bool]]:
    """Every clip of a complete dataset, and whether it is held out of training."""
    names: list[tuple[str, bool]] = _read_index(work)["clips"]
    return ((read_clip(work, name), is_held_out) for name, is_held_out in names)


def _read_index(work: Path) -> dict[str, Any]:
    index = json.loads((work / INDEX_FILE).read_text())
    return index if isinstance(index, dict) else {"language": DEFAULT_LANGUAGE, "clips": index}


def load_examples(
    work: Path, device: torch.device, log_f0: float | None
) -> tuple[list[TrainingExample], list[TrainingExample], float]:
    """Training examples, held-out examples, and the median log F0 of the voice; `log_f0` is that
    of an earlier run."""
    clips = list(list_clips(work))
    median_log_f0 = _median_log_f0([clip for clip, _ in clips]) if log_f0 is None else log_f0
    mel = LogMel()
    examples = [(_create_example(clip, mel, median_log_f0, device), held) for clip, held in clips]
    train = [lesson for lesson, held in examples if not held]
    return train, [lesson for lesson, held in examples if held], median_log_f0


def load_log_f0(work: Path) -> float:
    """The median log F0 of the speaker."""
    return _median_log_f0([clip for clip, _ in list_clips(work)])


def _median_log_f0(clips: Sequence[Clip]) -> float:
    pitches = [clip.median_pitch for clip in clips if clip.median_pitch > 0]
    return float(np.log(np.median(pitches) if pitches else 165.0))


def _create_example(
    clip: Clip, transform: LogMel, log_f0: float, device: torch.device
) -> TrainingExample:
    wave = torch.from_numpy(clip.wave)
    mel = (transform(wave[None])[0] - MEL_MEAN) / MEL_STD
    voiced = clip.hz > 0
    scaled = np.where(voiced, (np.log(np.maximum(clip.hz, 1)) - log_f0) / F0_STD, 0)
    ends = np.cumsum(clip.durations)
    spans = list(zip(ends - clip.durations, ends, strict=True))
    has_pitch = np.array([voiced[a:b].any() for a, b in spans])
    means = [
        scaled[a:b][voiced[a:b]].mean() if h else 0.0
        for (a, b), h in zip(spans, has_pitch, strict=True)
    ]
    frame_levels = mel.mean(0).numpy()
    parts = {
        "ids": clip.ids,
        "durations": clip.durations,
        "pitch": _interpolate(np.array(means), has_pitch, 0.0),
        "energy": np.array([frame_levels[a:b].mean() if b > a else -1.0 for a, b in spans]),
        "hz": _interpolate(clip.hz, voiced, float(np.exp(log_f0))),
        "voiced": voiced,
    }
    integer_parts = ("ids", "durations")
    tensors = {
        k: torch.as_tensor(v, dtype=torch.int64 if k in integer_parts else torch.float32)
        for k, v in parts.items()
    }
    return TrainingExample(
        clip, {k: v.to(device) for k, v in (tensors | {"wave": wave, "mel": mel}).items()}
    )


def _interpolate(values: NDArray[Any], known: NDArray[np.bool_], default: float) -> NDArray[Any]:
    """Interpolate unknown values linearly between known ones."""
    if not known.any():
        return np.full(len(values), default)
    index = np.arange(len(values))
    return np.interp(index, index[known], values[known])


def pad_batch(examples: Sequence[TrainingExample]) -> Batch:
    """Pad sentences to one shape; pitch and energy are (batch, 1, N)."""
    tokens = max(len(lesson.tensors["ids"]) for lesson in examples)
    frames = max(lesson.frames for lesson in examples)
    sizes = {"ids": tokens, "durations": tokens, "pitch": tokens, "energy": tokens}
    sizes |= {"mel": frames, "hz": frames, "voiced": frames}
    batch = {
        name: torch.stack(
            [F.pad(x, (0, size - x.shape[-1])) for x in (l.tensors[name] for l in examples)]
        )
        for name, size in sizes.items()
    }
    return batch | {name: batch[name][:, None] for name in ("pitch", "energy")}


def crop_batch(
    examples: Sequence[TrainingExample], starts: Sequence[int], frames: int, names: Sequence[str]
) -> Batch:
    """Crop the named tensors of each example to `frames` frames from its start."""
    pairs = list(zip(examples, starts, strict=True))
    return {
        name: torch.stack(
            [l.tensors[name][..., s * width : (s + frames) * width] for l, s in pairs]
        )
        for name in names
        for width in [HOP if name == "wave" else 1]
    }
