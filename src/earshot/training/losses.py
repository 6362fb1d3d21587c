"""Loss functions."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own custom

from earshot.training.acoustic_model import F0_STD, Batch
from earshot.training.features import MEL_BANDS, SAMPLE_RATE, LogMel, mel_filters

FFT_SIZES = (2048, 512, 256)
"""Sizes of the additional Fourier transforms in the loss."""
LOW_PASS_SAMPLES = 511
"""Length of the filter of `detach_low_frequencies`, 21 ms."""
LOSS_WEIGHTS = {"mel": 1.0, "duration": 0.2, "pitch": 0.1, "energy": 0.1, "f0": 0.2, "voicing": 0.1}
SPECTRAL_WEIGHT, FEATURE_MATCHING_WEIGHT = 15.0, 2.0
PREDICTED_SPECTRAL_WEIGHT = 5.0
"""Weight of the loss for predicted mels. Its minimum is the smooth average of all possible
readings, which is not itself a possible reading, so the discriminators must decide."""


class SpectralLoss(nn.Module):
    """L1 of the log-mel spectra, and of coarser and finer log mel spectra, of two waves."""

    def __init__(self) -> None:
        super().__init__()
        self.mel = LogMel()
        for n in FFT_SIZES:
            filters = torch.from_numpy(mel_filters(n, min(128, n // 4)))
            self.register_buffer(f"window{n}", torch.hann_window(n), persistent=False)
            self.register_buffer(f"filters{n}", filters, persistent=False)

    def forward(self, predicted: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
        multi_resolution = [
            F.l1_loss(self._log_mel(predicted, n), self._log_mel(target, n)) for n in FFT_SIZES
        ]
        return F.l1_loss(self.mel(predicted), self.mel(target)), sum(multi_resolution) / len(
            FFT_SIZES
        )

    def _log_mel(self, wave: Tensor, n: int) -> Tensor:
        window, filters = getattr(self, f"window{n}"), getattr(self, f"filters{n}")
        spec = torch.stft(wave.float(), n, n // 4, window=window, return_complex=True)
        size = filters @ torch.sqrt(spec.real**2 + spec.imag**2 + 1e-9)
        return torch.log(size.clamp(min=1e-5))


def acoustic_losses(predicted: Batch, target: Batch, log_f0: float) -> Batch:
    """Losses of the predictions by token and by frame, each averaged without padding."""
    mask = predicted["mask"]
    tokens = mask.sum()
    durations = torch.log(target["durations"][:, None].float() + 1)
    token_losses = {
        "duration": (((predicted["duration"].float() - durations) ** 2) * mask).sum() / tokens,
        "pitch": (((predicted["pitch"].float() - target["pitch"]) ** 2) * mask).sum() / tokens,
        "energy": (((predicted["energy"].float() - target["energy"]) ** 2) * mask).sum() / tokens,
    }
    return token_losses | frame_losses(predicted, target, log_f0)


def frame_losses(predicted: Batch, target: Batch, log_f0: float) -> Batch:
    """Losses of the mel, the pitch and the voicing by frame, averaged without padding."""
    mask, f0 = predicted["frame_mask"], predicted["f0"].float()
    frames, voiced = mask.sum(), target["voiced"][:, None] * mask
    log_f0_target = ((torch.log(target["hz"].clamp(min=1)) - log_f0) / F0_STD)[:, None]
    voicing = F.binary_cross_entropy_with_logits(
        f0[:, 1:] * 2, target["voiced"][:, None], reduction="none"
    )
    mel = (predicted["mel"].float() - target["mel"]).abs() * mask
    return {
        "mel": mel.sum() / frames / MEL_BANDS,
        "f0": ((f0[:, :1] - log_f0_target).abs() * voiced).sum() / voiced.sum().clamp(min=1),
        "voicing": (voicing * mask).sum() / frames,
    }


def sum_weighted(losses: Batch) -> Tensor:
    return sum(LOSS_WEIGHTS[name] * loss for name, loss in losses.items())


def detach_low_frequencies(waves: Tensor, hz: float) -> Tensor:
    """The same waves, whose gradient has no frequencies below `hz`."""
    half = LOW_PASS_SAMPLES // 2
    time = torch.arange(-half, half + 1, device=waves.device)
    window = torch.hann_window(LOW_PASS_SAMPLES, periodic=False, device=waves.device)
    taps = torch.sinc(2 * hz / SAMPLE_RATE * time) * window
    low = F.conv1d(waves[:, None], (taps / taps.sum())[None, None], padding=half)[:, 0]
    return waves - low + low.detach()
