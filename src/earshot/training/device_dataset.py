"""The training set as flat tables on one device, so a batch only needs look-ups there.

Recorded sentences come first, composed ones (see `composed_sentences`) after them. A composed
sentence has no recording: its durations, pitch and energy are those that the voice predicts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - torch's own custom

from earshot.training.acoustic_model import Batch
from earshot.training.composed_sentences import TokenIds
from earshot.training.dataset import CROP_FRAMES, TrainingExample
from earshot.training.features import HOP
from earshot.training.frame_classifier import symbol_classes
from earshot.training.vocoder import VoiceModel
from earshot.voices.house_model.pitch import PITCH_RANGE_FACTOR

SENTENCES_AT_ONCE = 256
"""Sentences that the encoder processes at once."""
MAX_TOKEN_FRAMES = 100
"""Limit of predicted durations: a voice that is not trained yet can predict any."""
Durations = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Crops:
    """Crops of sentences: the index of each sentence and its first frame, each (batch,)."""

    sentences: Tensor
    starts: Tensor


class DeviceDataset:
    """Tables by frame (`mel`, `hz`, `voiced`, `classes`, `token_index`, `position`) and by
    sentence (`encoded`, `pitch`, `energy`), and the recorded `wave`. The voice's encoder and
    prosody predictors must not change any more."""

    def __init__(
        self,
        examples: Sequence[TrainingExample],
        composed: Sequence[TokenIds],
        voice: VoiceModel,
        device: torch.device,
    ) -> None:
        self.device = device
        self._symbol_classes = symbol_classes(voice.acoustic.symbol_set)
        tensors = [example.tensors for example in examples]
        self.wave = torch.cat([each["wave"] for each in tensors]).to(device)
        self.mel = torch.cat([each["mel"].T for each in tensors]).to(device)
        self.hz = torch.cat([each["hz"] for each in tensors]).to(device)
        self.voiced = torch.cat([each["voiced"] for each in tensors]).to(device)
        recorded_ids = [each["ids"].tolist() for each in tensors]
        ids = [*recorded_ids, *composed]
        width = max(map(len, ids))
        plan = _plan_sentences(voice, pad_rows(map(torch.tensor, ids), width).to(device))
        self.encoded = plan["encoded"]
        prosody = ((name, plan[name][len(examples) :]) for name in ("pitch", "energy"))
        self.pitch, self.energy = (
            torch.cat([pad_rows((each[name] for each in tensors), width).to(device), planned])
            for name, planned in prosody
        )
        durations: list[Durations] = [each["durations"].cpu().numpy() for each in tensors]
        planned_durations = plan["durations"].cpu().numpy()[len(examples) :]
        durations += [
            row[: len(each)] for row, each in zip(planned_durations, composed, strict=True)
        ]
        self._index_frames(ids, durations, len(examples))

    def _index_frames(
        self, ids: Sequence[TokenIds], durations: Sequence[Durations], recorded: int
    ) -> None:
        lengths = np.array([each.sum() for each in durations])
        tokens = [np.repeat(np.arange(len(each)), each) for each in durations]
        classes = [
            self._symbol_classes[np.repeat(i, d)] for i, d in zip(ids, durations, strict=True)
        ]
        positions = np.concatenate([_positions(each) for each in durations])
        to_tensor = {"device": self.device}
        self.frame_counts = torch.as_tensor(lengths, **to_tensor)
        self.first_frames = torch.as_tensor(np.cumsum(lengths) - lengths, **to_tensor)
        self.token_index = torch.as_tensor(np.concatenate(tokens), **to_tensor)
        self.classes = torch.as_tensor(np.concatenate(classes), **to_tensor)
        self.position = torch.as_tensor(positions, dtype=torch.float32, **to_tensor)
        self._recorded_starts = self._list_starts(lengths, 0, recorded)
        self._composed_starts = self._list_starts(lengths, recorded, len(lengths))

    def _list_starts(self, lengths: Durations, first: int, end: int) -> Tensor:
        """Every possible crop of the sentences from `first` to `end`, (crops, 2)."""
        rows = [
            np.stack([np.full(length - CROP_FRAMES, number), np.arange(length - CROP_FRAMES)], 1)
            for number, length in enumerate(lengths[first:end], first)
            if length > CROP_FRAMES
        ]
        return torch.as_tensor(
            np.concatenate([np.zeros((0, 2), np.int64), *rows]), device=self.device
        )

    @property
    def can_compose(self) -> bool:
        return len(self._composed_starts) > 0

    def draw_recorded(self, count: int) -> Crops:
        return self._draw(self._recorded_starts, count)

    def draw_composed(self, count: int) -> Crops:
        return self._draw(self._composed_starts, count)

    def _draw(self, starts: Tensor, count: int) -> Crops:
        if not count:
            return Crops(starts[:0, 0], starts[:0, 1])
        drawn = starts[torch.randint(len(starts), (count,), device=self.device)]
        return Crops(drawn[:, 0], drawn[:, 1])

    def locate_frames(self, crops: Crops, context: int) -> tuple[Tensor, Tensor]:
        """The rows of the tables for crops with `context` frames around them, (batch, T), and a
        mask of those inside the sentence."""
        offsets = torch.arange(-context, CROP_FRAMES + context, device=self.device)
        frames = crops.starts[:, None] + offsets
        counts = self.frame_counts[crops.sentences][:, None]
        is_inside = (frames >= 0) & (frames < counts)
        nearest = torch.minimum(frames.clamp(min=0), counts - 1)
        return self.first_frames[crops.sentences][:, None] + nearest, is_inside.float()

    def read_targets(self, frames: Tensor) -> Batch:
        """The data of the recordings at these rows."""
        mel = self.mel[frames].transpose(1, 2)
        return {"mel": mel, "hz": self.hz[frames], "voiced": self.voiced[frames]}

    def read_waves(self, crops: Crops) -> Tensor:
        first = (self.first_frames[crops.sentences] + crops.starts) * HOP
        return self.wave[first[:, None] + torch.arange(CROP_FRAMES * HOP, device=self.device)]

    def expand_tokens(self, tokens: Tensor, frames: Tensor) -> Tensor:
        """Token vectors (batch, size, N) at these rows, (batch, size, T)."""
        index = self.token_index[frames][:, None].expand(-1, tokens.shape[1], -1)
        return torch.gather(tokens, 2, index)


def join_crops(*parts: Crops) -> Crops:
    return Crops(torch.cat([p.sentences for p in parts]), torch.cat([p.starts for p in parts]))


def pad_rows(rows: Iterable[Tensor], width: int) -> Tensor:
    return torch.stack([F.pad(row, (0, width - len(row))) for row in rows])


@torch.no_grad()
def _plan_sentences(voice: VoiceModel, ids: Tensor) -> Batch:
    """Encoded tokens, and durations, pitch and energy as the voice speaks them."""
    acoustic = voice.acoustic
    parts: list[Batch] = []
    for rows in ids.split(SENTENCES_AT_ONCE):
        x, mask = acoustic.encoder(rows)
        raw = (torch.exp(acoustic.duration(x, mask)[:, 0]) - 1).clamp(max=MAX_TOKEN_FRAMES)
        durations = acoustic.round_durations(rows, raw)
        mask = mask[:, 0]
        pitch, energy = acoustic.pitch(x, mask[:, None])[:, 0], acoustic.energy(x, mask[:, None])
        middle = (pitch * mask).sum(1, keepdim=True) / mask.sum(1, keepdim=True)
        pitch = (middle + (pitch - middle) * PITCH_RANGE_FACTOR) * mask
        durations = durations * (rows > 0)
        parts.append({"encoded": x, "durations": durations, "pitch": pitch, "energy": energy[:, 0]})
    return {name: torch.cat([part[name] for part in parts]) for name in parts[0]}


def _positions(durations: Durations) -> NDArray[np.float64]:
    """As `AcousticModel.expand`: position in the token from both ends, and its log length."""
    length = np.repeat(durations, durations).astype(np.float64)
    starts = np.repeat(np.cumsum(durations) - durations, durations)
    offset = np.arange(len(length)) - starts + 0.5
    return np.stack([offset / length, 1 - offset / length, np.log(length) / 3], 1)
