"""The acoustic model: tokens to durations, pitch, energy and log-mel frames.

After FastSpeech 2 (Ren et al. 2020): non-autoregressive, all frames in parallel. Shapes: tokens
(batch, N), frames (batch, channels, T).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own custom

from earshot.training.features import MEL_BANDS
from earshot.voices.house_model.constants import F0_STD as F0_STD
from earshot.voices.house_model.constants import HEADS, MAX_F0, MIN_F0
from earshot.voices.house_model.symbols import ENGLISH, SLOTS, select_symbol_set

Batch = dict[str, Tensor]
MEL_MEAN, MEL_STD = -6.5, 2.5
"""Normalization of log-mel to about unit range."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelConfig:
    """Sizes of the models, and the mean pitch of the speaker."""

    hidden: int = 192
    encoder: int = 4
    decoder: int = 6
    predictor: int = 128
    vocoder: int = 320
    vocoder_blocks: int = 8
    mel_width: int = 1
    """Frames that the layer of the mel sees: 1, and 2 more after each `sharpen_frames`."""
    log_f0: float = math.log(165.0)
    language: str = ENGLISH.language
    """Of the symbols."""


class ChannelNorm(nn.Module):
    """LayerNorm over the channels of (batch, channels, time)."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.weight, self.bias = nn.Parameter(torch.ones(size)), nn.Parameter(torch.zeros(size))

    def forward(self, x: Tensor) -> Tensor:
        rows = F.layer_norm(x.transpose(1, 2), self.weight.shape, self.weight, self.bias, 1e-5)
        return rows.transpose(1, 2)


class ConvNeXt(nn.Module):
    def __init__(self, size: int, scale: float, dropout: float = 0.0) -> None:
        super().__init__()
        self.depth = nn.Conv1d(size, size, 7, padding=3, groups=size)
        self.norm = nn.LayerNorm(size)
        self.up, self.down = nn.Linear(size, 3 * size), nn.Linear(3 * size, size)
        self.scale = nn.Parameter(torch.full((size,), scale))
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        y = self.depth(x if mask is None else x * mask).transpose(1, 2)
        y = self.down(F.gelu(self.up(self.norm(y)), approximate="tanh"))
        return x + (self.dropout(y) * self.scale).transpose(1, 2)


class Attention(nn.Module):
    """Self-attention over tokens, with rotary positions."""

    def __init__(self, size: int, heads: int = HEADS) -> None:
        super().__init__()
        self.heads, self.norm = heads, nn.LayerNorm(size)
        self.qkv, self.out = nn.Linear(size, 3 * size), nn.Linear(size, size)
        self.dropout = nn.Dropout(0.1)
        half = size // heads // 2
        self.register_buffer("rates", 10_000 ** -(torch.arange(half) / half), persistent=False)

    def _apply_rotary(self, x: Tensor) -> Tensor:
        angle = torch.arange(x.shape[2], device=x.device)[:, None] * self.rates
        cos, sin = torch.cos(angle), torch.sin(angle)
        a, b = x.chunk(2, -1)
        return torch.cat([a * cos - b * sin, a * sin + b * cos], -1)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        batch, size, length = x.shape
        rows = self.qkv(self.norm(x.transpose(1, 2)))
        rows = rows.view(batch, length, 3, self.heads, size // self.heads)
        q, k, v = (each.transpose(1, 2) for each in rows.unbind(2))
        weight = self._apply_rotary(q) @ self._apply_rotary(k).transpose(2, 3)
        weight = (weight / math.sqrt(size // self.heads) + (mask[:, None] - 1) * 1e4).softmax(-1)
        y = (weight.to(v.dtype) @ v).transpose(1, 2).reshape(batch, length, size)
        return x + self.dropout(self.out(y)).transpose(1, 2)


class VariancePredictor(nn.Module):
    """Predicts a number per token."""

    def __init__(self, size: int, width: int) -> None:
        super().__init__()
        self.a = nn.Conv1d(size, width, 5, padding=2)
        self.b = nn.Conv1d(width, width, 5, padding=2)
        self.na, self.nb = ChannelNorm(width), ChannelNorm(width)
        self.out, self.dropout = nn.Conv1d(width, 1, 1), nn.Dropout(0.5)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        x = self.dropout(self.na(F.relu(self.a(x * mask))))
        x = self.dropout(self.nb(F.relu(self.b(x * mask))))
        return self.out(x) * mask


class AcousticModel(nn.Module):
    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        h, symbols = config.hidden, select_symbol_set(config.language)
        self.symbol_set = symbols
        self.log_f0 = config.log_f0
        self.register_buffer("phone_of", torch.tensor(symbols.symbol_phones), persistent=False)
        self.register_buffer("stress_of", torch.tensor(symbols.symbol_stress), persistent=False)
        self.phone, self.stress = nn.Embedding(len(symbols.phones), h), nn.Embedding(3, h)
        self.attend = nn.ModuleList(Attention(h) for _ in range(config.encoder))
        self.encode = nn.ModuleList(ConvNeXt(h, 0.3, 0.1) for _ in range(config.encoder))
        self.encoded = ChannelNorm(h)
        self.duration, self.pitch, self.energy = (
            VariancePredictor(h, config.predictor) for _ in range(3)
        )
        self.pitch_in = nn.Conv1d(1, h, 3, padding=1)
        self.energy_in = nn.Conv1d(1, h, 3, padding=1)
        self.place = nn.Linear(3, h)  # position in the phone, from both ends, and its length
        self.decode = nn.ModuleList(ConvNeXt(h, 0.3, 0.05) for _ in range(config.decoder))
        self.decoded = ChannelNorm(h)
        width = config.mel_width
        self.mel = nn.Conv1d(h, MEL_BANDS, width, padding=width // 2)
        self.f0 = nn.Conv1d(h, 2, 5, padding=2)

    def encoder(self, ids: Tensor) -> tuple[Tensor, Tensor]:
        mask = (ids > 0)[:, None].to(torch.float32)
        x = (self.phone(self.phone_of[ids]) + self.stress(self.stress_of[ids])).transpose(1, 2)
        for attend, encode in zip(self.attend, self.encode, strict=True):
            x = encode(attend(x, mask), mask)
        return self.encoded(x) * mask, mask

    def predict_prosody(self, x: Tensor, mask: Tensor) -> dict[str, Tensor]:
        """Duration, pitch and energy by token. These predictors overfit first, so only a small
        gradient reaches the encoder."""
        damped = 0.1 * x + 0.9 * x.detach()
        heads = {"duration": self.duration, "pitch": self.pitch, "energy": self.energy}
        return {name: head(damped, mask) for name, head in heads.items()} | {"mask": mask}

    def add_prosody(self, x: Tensor, pitch: Tensor, energy: Tensor) -> Tensor:
        return x + self.pitch_in(pitch) + self.energy_in(energy)

    def expand(self, x: Tensor, durations: Tensor, frames: int | Tensor) -> tuple[Tensor, Tensor]:
        """Expand tokens to frames by whole-frame durations. Returns the frames and their mask."""
        ends = durations.cumsum(1)
        t = torch.arange(frames, device=x.device)
        token_index = (t[None, :, None] >= ends[:, None, :]).sum(2)
        mask = (token_index < ends.shape[1])[:, None].to(torch.float32)
        token_index = token_index.clamp(max=ends.shape[1] - 1)
        length = torch.gather(durations, 1, token_index).to(torch.float32).clamp(min=1)
        offset = t[None] - torch.gather(ends - durations, 1, token_index) + 0.5
        position = torch.stack([offset / length, 1 - offset / length, torch.log(length) / 3], 2)
        y = torch.gather(x, 2, token_index[:, None].expand(-1, x.shape[1], -1))
        return y + self.place(position).transpose(1, 2), mask

    def decoder(self, x: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Frames to scaled log-mel (batch, 100, T), and to log-F0 and voicing (batch, 2, T)."""
        for block in self.decode:
            x = block(x, mask)
        x = self.decoded(x)
        return self.mel(x), self.f0(x)

    def plan_frames(self, ids: Tensor, speed: Tensor) -> tuple[Tensor, Tensor]:
        """Encoded tokens and whole-frame durations of one sentence, all predicted."""
        x, mask = self.encoder(ids)
        durations = self.round_durations(ids, (torch.exp(self.duration(x, mask)[:, 0]) - 1) / speed)
        return self.add_prosody(x, self.pitch(x, mask), self.energy(x, mask)), durations

    def round_durations(self, ids: Tensor, raw: Tensor) -> Tensor:
        """Whole frames: slots below two frames become zero; a phone has at least one."""
        slot = (self.phone_of[ids] >= 1) & (self.phone_of[ids] <= 1 + len(SLOTS))
        whole = torch.round(raw)
        pause = torch.where(raw < 2, torch.zeros_like(whole), whole)
        return torch.where(slot, pause, whole.clamp(min=1)).to(torch.int64)

    def decode_pitch(self, f0: Tensor) -> tuple[Tensor, Tensor]:
        """Hz and voicing (0 or 1), each (batch, T), from the second output of `decoder`."""
        hz = torch.exp(f0[:, 0].float() * F0_STD + self.log_f0).clamp(MIN_F0, MAX_F0)
        return hz, (f0[:, 1] > 0).to(torch.float32)
