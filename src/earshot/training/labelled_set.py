"""A dataset as a compact folder: Opus files and `labels.jsonl`, which has the text, the symbols,
their durations and the pitch of each clip. It needs no alignment, so a machine that has only
PyTorch can train on it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from earshot.audio.codec import AudioCoding
from earshot.errors import UnusableRecording
from earshot.files import write_file
from earshot.model import Samples
from earshot.training.dataset import (
    Clip,
    list_clips,
    read_language,
    write_clip,
    write_index,
)
from earshot.training.features import HOP, SAMPLE_RATE
from earshot.voices.house_model.constants import DEFAULT_LANGUAGE
from earshot.voices.house_model.symbols import select_symbol_set

LABELS_FILE = "labels.jsonl"
OPUS = AudioCoding(codec="libopus", container="opus", bit_rate=64_000)
"""NISQA-TTS rates 40 recordings at 4.15 to 4.16 from 96 kbit/s up, 4.11 at 64, and 3.90 at 48."""
PITCH_UNIT = 0.1
"""Hz."""
Decode = Callable[[Path], Samples]


def is_labelled(folder: Path) -> bool:
    return (folder / LABELS_FILE).is_file()


def import_labelled_set(folder: Path, work_dir: Path, decode: Decode) -> int:
    """Build the dataset of `folder` in `work_dir`; returns the number of clips. Raises
    UnusableRecording."""
    index = []
    for clip, is_held_out in read_labelled_set(folder, decode):
        write_clip(work_dir, clip)
        index.append((clip.name, is_held_out))
    write_index(work_dir, index, _read_set_language(folder))
    return len(index)


def _read_set_language(folder: Path) -> str:
    with (folder / LABELS_FILE).open(encoding="utf-8") as lines:
        language: str = json.loads(next(lines)).get("language", DEFAULT_LANGUAGE)
    return language


def read_labelled_set(folder: Path, decode: Decode) -> Iterator[tuple[Clip, bool]]:
    """Each clip, and whether it is held out of training."""
    symbol_ids = select_symbol_set(_read_set_language(folder)).ids
    waves: dict[str, Samples] = {}
    with (folder / LABELS_FILE).open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row["pack"] not in waves:  # a file has one clip, or several in sequence
                waves = {row["pack"]: decode(folder / Path(row["pack"]).name)}
            clip = _read_clip(row, waves[row["pack"]], folder, symbol_ids)
            yield clip, row["split"] != "train"


def _read_clip(
    row: dict[str, Any], wave: Samples, folder: Path, symbol_ids: dict[str, int]
) -> Clip:
    durations = np.array(row["durations"])
    samples = int(durations.sum()) * HOP
    start = row.get("start", 0)
    if unknown := set(row["symbols"]) - set(symbol_ids):
        reason = f"the symbols {sorted(unknown)} are not those of this version of Earshot"
        raise UnusableRecording(file=folder / LABELS_FILE, reason=reason)
    if len(row["symbols"]) != len(durations) or samples != len(row["f0"]) * HOP:
        reason = f"the labels of {row['id']} do not have the same length"
        raise UnusableRecording(file=folder / LABELS_FILE, reason=reason)
    if len(wave) < start + samples - HOP:
        reason = f"it is shorter than the labels of {row['id']}"
        raise UnusableRecording(file=folder / row["pack"], reason=reason)
    cut = wave[start : start + samples]
    return Clip(
        name=row["id"],
        text=row["text"],
        score=row.get("score", 0.0),
        ids=np.array([symbol_ids[symbol] for symbol in row["symbols"]]),
        durations=durations,
        wave=np.pad(cut, (0, samples - len(cut))),
        hz=np.array(row["f0"], np.float32) * PITCH_UNIT,
    )


def export_labelled_set(work_dir: Path, folder: Path) -> int:
    """Write the dataset in `work_dir` to `folder`; returns the number of clips."""
    from earshot.audio import ffmpeg  # noqa: PLC0415 - an import of a set needs no codec

    folder.mkdir(parents=True, exist_ok=True)
    rows, language = [], read_language(work_dir)
    for clip, is_held_out in list_clips(work_dir):
        file = folder / f"{clip.name}.opus"
        ffmpeg.encode([clip.wave], SAMPLE_RATE, file, OPUS)
        row = _build_row(clip, file.name, is_held_out, language)
        rows.append(json.dumps(row, ensure_ascii=False))
    write_file(folder / LABELS_FILE, "\n".join(rows) + "\n")
    return len(rows)


def _build_row(clip: Clip, file: str, is_held_out: bool, language: str) -> dict[str, Any]:
    symbols = select_symbol_set(language).symbols
    return {
        "id": clip.name,
        "language": language,
        "text": clip.text,
        "split": "held" if is_held_out else "train",
        "pack": file,
        "start": 0,
        "samples": len(clip.wave),
        "symbols": [symbols[token] for token in clip.ids],
        "durations": clip.durations.tolist(),
        "f0": np.round(clip.hz / PITCH_UNIT).astype(int).tolist(),
        "score": round(clip.score, 3),
    }
