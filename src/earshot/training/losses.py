"""What is to be small: the distances that training brings down."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own custom

from earshot.training.acoustic_model import F0_SPREAD
from earshot.training.dataset import Batch
from earshot.training.features import MELS, LogMel, mel_filters

FINE = (2048, 512, 256)
"""Sizes of the further Fourier transforms that a wave is compared by."""
WEIGHTS = {"mel": 1.0, "duration": 0.2, "pitch": 0.1, "energy": 0.1, "f0": 0.2, "voicing": 0.1}
SPECTRAL, MATCHING = 15.0, 2.0
SMOOTH = 5.0
"""The weight in its place where the mel is the acoustic model's own: what is least far from every
way a sentence could be said is a smooth average of them, which nobody says. There the critics
decide."""


class SpectralDistance(nn.Module):
    """L1 of log-mel, and of the logs of coarser and finer mel spectra, of two waves."""

    def __init__(self) -> None:
        super().__init__()
        self.mel = LogMel()
        for n in FINE:
            filters = torch.from_numpy(mel_filters(n, min(128, n // 4)))
            self.register_buffer(f"window{n}", torch.hann_window(n), persistent=False)
            self.register_buffer(f"filters{n}", filters, persistent=False)

    def forward(self, got: Tensor, want: Tensor) -> tuple[Tensor, Tensor]:
        others = [F.l1_loss(self._log(got, n), self._log(want, n)) for n in FINE]
        return F.l1_loss(self.mel(got), self.mel(want)), sum(others) / len(FINE)

    def _log(self, wave: Tensor, n: int) -> Tensor:
        window, filters = getattr(self, f"window{n}"), getattr(self, f"filters{n}")
        spec = torch.stft(wave.float(), n, n // 4, window=window, return_complex=True)
        size = filters @ torch.sqrt(spec.real**2 + spec.imag**2 + 1e-9)
        return torch.log(size.clamp(min=1e-5))


def acoustic_losses(out: Batch, want: Batch, log_f0: float) -> Batch:
    """Of predictions by token and by frame; each a mean over what is not padding."""
    mask, frame_mask = out["mask"], out["frame_mask"]
    tokens, frames = mask.sum(), frame_mask.sum()
    durations = torch.log(want["durations"][:, None].float() + 1)
    voiced = want["voiced"][:, None] * frame_mask
    f0 = out["f0"].float()
    tone = ((torch.log(want["hz"].clamp(min=1)) - log_f0) / F0_SPREAD)[:, None]
    sure = F.binary_cross_entropy_with_logits(
        f0[:, 1:] * 2, want["voiced"][:, None], reduction="none"
    )
    mel = (out["mel"].float() - want["mel"]).abs() * frame_mask
    return {
        "mel": mel.sum() / frames / MELS,
        "duration": (((out["duration"].float() - durations) ** 2) * mask).sum() / tokens,
        "pitch": (((out["pitch"].float() - want["pitch"]) ** 2) * mask).sum() / tokens,
        "energy": (((out["energy"].float() - want["energy"]) ** 2) * mask).sum() / tokens,
        "f0": ((f0[:, :1] - tone).abs() * voiced).sum() / voiced.sum().clamp(min=1),
        "voicing": (sure * frame_mask).sum() / frames,
    }


def weighted(losses: Batch) -> Tensor:
    return sum(WEIGHTS[name] * loss for name, loss in losses.items())
