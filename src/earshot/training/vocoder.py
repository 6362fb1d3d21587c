"""The vocoder: log-mel and pitch to samples.

After Vocos (Siuzdak 2023): a network at frame rate and an inverse Fourier transform, with one
change. The phase starts from that of a pulse train at the pitch, so a small network with little
training does not have to predict the phase.
"""

from __future__ import annotations

import functools
import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own custom

from earshot.training.acoustic_model import MEL_MEAN, MEL_STD, AcousticModel, ConvNeXt, ModelConfig
from earshot.training.features import FFT, HOP, MEL_BANDS, SAMPLE_RATE
from earshot.voices.house_model.constants import SOURCE_BINS

BINS = FFT // 2 + 1


@functools.cache
def _fourier_matrices() -> tuple[Tensor, Tensor]:
    angle = 2 * math.pi / FFT * (torch.arange(FFT)[:, None] * torch.arange(BINS) % FFT)
    window = torch.hann_window(FFT)
    bin_weights = torch.full((BINS,), 2.0)
    bin_weights[0] = bin_weights[-1] = 1.0
    forward_matrix = torch.cat([angle.cos(), -angle.sin()], 1) * window[:, None]
    inverse_matrix = torch.cat([angle.cos() * bin_weights, -angle.sin() * bin_weights], 1).T / FFT
    # Hann windows, squared, sum to 1.5 at a hop of a quarter.
    return forward_matrix, inverse_matrix * window / 1.5


class FourierTransform(nn.Module):
    """Fourier transform and its inverse as matrix products, which every runtime supports."""

    def __init__(self) -> None:
        super().__init__()
        forward_matrix, inverse_matrix = _fourier_matrices()
        self.register_buffer("ahead", forward_matrix, persistent=False)
        self.register_buffer("back", inverse_matrix, persistent=False)

    def forward_transform(self, wave: Tensor) -> Tensor:
        """(batch, 256 T) to (batch, T, 1026): the real parts, then the imaginary ones."""
        edge = (FFT - HOP) // 2
        rows = F.pad(wave, (edge, edge)).view(wave.shape[0], -1, HOP)
        count = rows.shape[1] - 3
        return torch.cat([rows[:, k : k + count] for k in range(4)], 2) @ self.ahead

    def inverse_transform(self, spectrum: Tensor) -> Tensor:
        """(batch, T, 1026) to (batch, 256 T)."""
        parts = (spectrum @ self.back).view(spectrum.shape[0], -1, 4, HOP)
        rows = [F.pad(parts[:, :, k], (0, 0, k, 3 - k)) for k in range(4)]
        edge = (FFT - HOP) // 2
        return torch.stack(rows).sum(0).reshape(spectrum.shape[0], -1)[:, edge:-edge]


def excitation(hz: Tensor, voiced: Tensor, noise: Tensor) -> Tensor:
    """The source signal: pulses below 12 kHz in voiced frames, noise elsewhere, of about unit
    power. `hz` and `voiced` are (batch, T), `noise` is (batch, 256 T)."""
    step = F.interpolate(hz[:, None], scale_factor=HOP, mode="linear")[:, 0] / SAMPLE_RATE
    cycles = torch.cumsum(step.double(), 1)
    cycles = (cycles - torch.floor(cycles)).float()
    count = torch.floor(0.48 / step)
    half = math.pi * (cycles - 0.5)
    sine = torch.sin(half)
    safe = torch.where(sine.abs() < 1e-4, torch.full_like(sine, 1e-4), sine)
    pulse = (torch.sin((2 * count + 1) * half) / safe - 1) / 2  # closed form of the sum of cosines
    pulse = torch.where(sine.abs() < 1e-4, count, pulse) * torch.sqrt(2 / count)
    mix = F.interpolate(voiced[:, None], scale_factor=HOP, mode="linear")[:, 0]
    return pulse * mix + noise * (1 - 0.95 * mix)


class Vocoder(nn.Module):
    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        size = config.vocoder
        self.spectra = FourierTransform()
        self.embed = nn.Conv1d(MEL_BANDS, size, 7, padding=3)
        self.seen = nn.Linear(2 * SOURCE_BINS, size, bias=False)
        self.norm_in, self.norm_out = nn.LayerNorm(size), nn.LayerNorm(size)
        scale = 1 / config.vocoder_blocks
        self.blocks = nn.ModuleList(ConvNeXt(size, scale) for _ in range(config.vocoder_blocks))
        self.magnitude, self.phase = nn.Linear(size, BINS), nn.Linear(size, 2 * BINS)
        for module in self.modules():
            if isinstance(module, nn.Conv1d | nn.Linear):
                nn.init.trunc_normal_(module.weight, std=0.02)
        nn.init.constant_(self.magnitude.bias, -1.0)

    def forward(self, mel: Tensor, hz: Tensor, voiced: Tensor, noise: Tensor) -> Tensor:
        """Log-mel (batch, 100, T), hz and voiced (batch, T), noise (batch, 256 T) to samples."""
        with torch.autocast(mel.device.type, enabled=False):
            spectrum = self.spectra.forward_transform(excitation(hz, voiced, noise))
            real, imaginary = spectrum.chunk(2, 2)
            size = torch.sqrt(real * real + imaginary * imaginary + 1e-5)
            real, imaginary = real / size, imaginary / size
        x = self.embed((mel - MEL_MEAN) / MEL_STD).transpose(1, 2)
        x = x + self.seen(torch.cat([real[..., :SOURCE_BINS], imaginary[..., :SOURCE_BINS]], 2))
        x = self.norm_in(x).transpose(1, 2)
        for block in self.blocks:
            x = block(x)
        x = self.norm_out(x.transpose(1, 2))
        log_size, turn = self.magnitude(x), self.phase(x)
        with torch.autocast(mel.device.type, enabled=False):
            a, b = turn.float().chunk(2, 2)
            a, b = a + real, b + imaginary
            unit = torch.exp(log_size.float().clamp(max=6.0)) / torch.sqrt(a * a + b * b + 1e-5)
            return self.spectra.inverse_transform(torch.cat([a * unit, b * unit], 2))


class VoiceModel(nn.Module):
    """The whole voice: token ids (1, N) and speed to samples (256 T,) and frames per token (N,)."""

    def __init__(self, sizes: ModelConfig) -> None:
        super().__init__()
        self.sizes, self.acoustic, self.vocoder = sizes, AcousticModel(sizes), Vocoder(sizes)

    def forward(self, ids: Tensor, speed: Tensor) -> tuple[Tensor, Tensor]:
        x, durations = self.acoustic.plan_frames(ids, speed)
        y, mask = self.acoustic.expand(x, durations, durations.sum())
        mel, f0 = self.acoustic.decoder(y, mask)
        hz, voiced = self.acoustic.decode_pitch(f0)
        noise = white_noise(mel.shape[2] * HOP, mel.device)
        wave = self.vocoder(mel * MEL_STD + MEL_MEAN, hz, voiced, noise)
        return wave[0], durations[0]


def white_noise(samples: int | Tensor, device: torch.device) -> Tensor:
    """Deterministic noise, (1, samples) of unit power: the fractional parts of two large sines
    whose periods have no common factor."""
    n = torch.arange(samples, device=device)[None]
    a, b = torch.remainder(n, 4093).to(torch.float32), torch.remainder(n, 4099).to(torch.float32)
    x = torch.sin(a * 12.9898) * 437.585 + torch.sin(b * 78.233) * 123.4567
    return (x - torch.floor(x) - 0.5) * math.sqrt(12)
