"""Audio features for training: noise reduction, level, and the log-mel of the models.

Frames: hop 256 at 24 kHz (10.67 ms). Frame t covers samples 256 t − 384 … 256 t + 640, so it is
centred on its own 256 samples, and n samples give exactly n / 256 frames.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own custom

from earshot.audio.triangular_filters import make_triangular_filters
from earshot.model import Samples
from earshot.voices.house_model.constants import FFT as FFT
from earshot.voices.house_model.constants import HOP as HOP
from earshot.voices.house_model.constants import SAMPLE_RATE as SAMPLE_RATE

MEL_BANDS = 100
TARGET_LEVEL_DB = -26.0
"""dB re full scale of active speech (the level of ITU-T P.56 listening tests)."""
HIGH_PASS_HZ = 60.0
"""Hz. Lower frequencies contain only room noise and rumble, no speech."""
GAIN_FLOOR = 0.04
"""Smallest gain of the noise reduction: pumping silence is worse than a little hiss."""
SNR_SMOOTHING = 0.96
"""Weight of the previous frame in the decision-directed estimate (Ephraim and Malah 1984)."""


def mel_filters(
    fft: int = FFT, mels: int = MEL_BANDS, max_hz: float = SAMPLE_RATE / 2
) -> NDArray[np.float32]:
    """Triangular filters of equal area on Slaney's mel scale, (mels, fft // 2 + 1)."""
    edges = _mel_to_hz(np.linspace(0, float(_hz_to_mel(np.array(max_hz))), mels + 2))
    triangles = make_triangular_filters(edges, fft, SAMPLE_RATE)
    return (triangles * (2 / (edges[2:] - edges[:-2])[:, None])).astype(np.float32)


def _hz_to_mel(hz: NDArray[np.float64]) -> NDArray[np.float64]:
    """Slaney's Auditory Toolbox: linear below 1 kHz, logarithmic above."""
    high = 15 + np.log(np.maximum(hz, 1e-9) / 1000) * 27 / np.log(6.4)
    return np.where(hz < 1000, hz * 3 / 200, high)


def _mel_to_hz(mels: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(mels < 15, mels * 200 / 3, 1000 * np.exp((mels - 15) * np.log(6.4) / 27))


def set_thread_count(count: int) -> None:
    """Set the number of torch threads. They busy-wait for each other, so on a loaded machine two
    threads are slower than one."""
    torch.set_num_threads(count)


class LogMel(nn.Module):
    """Waves (batch, 256 T) to log-mel (batch, 100, T)."""

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("filters", torch.from_numpy(mel_filters()), persistent=False)
        self.register_buffer("window", torch.hann_window(FFT), persistent=False)

    def forward(self, wave: Tensor) -> Tensor:
        edge = (FFT - HOP) // 2
        wave = F.pad(wave.float()[:, None], (edge, edge), mode="reflect")[:, 0]
        spec = torch.stft(wave, FFT, HOP, window=self.window, center=False, return_complex=True)
        size = torch.sqrt(spec.real**2 + spec.imag**2 + 1e-9)
        return torch.log(torch.clamp(self.filters @ size, min=1e-5))


def compute_log_mel(wave: Samples) -> NDArray[np.float32]:
    """The log-mel of one wave, (100, T)."""
    with torch.no_grad():
        mel: NDArray[np.float32] = LogMel()(torch.from_numpy(wave)[None])[0].numpy()
    return mel


def measure_active_level(wave: Samples) -> float:
    """RMS of the 20 ms frames within 30 dB of the loudest ones."""
    size = SAMPLE_RATE // 50
    power = (wave[: len(wave) // size * size].reshape(-1, size).astype(np.float64) ** 2).mean(1)
    return (
        float(np.sqrt(power[power > np.percentile(power, 95) * 1e-3].mean()))
        if power.any()
        else 0.0
    )


def normalize_level(wave: Samples) -> Samples:
    """Scale the wave to `TARGET_LEVEL_DB`."""
    return (wave * (10 ** (TARGET_LEVEL_DB / 20) / max(measure_active_level(wave), 1e-6))).astype(
        np.float32
    )


def high_pass(wave: Samples) -> Samples:
    """Remove frequencies below `HIGH_PASS_HZ`: the magnitude response of a 4th-order Butterworth
    filter applied in both directions, in the frequency domain."""
    spectrum = np.fft.rfft(wave)
    hz = np.fft.rfftfreq(len(wave), 1 / SAMPLE_RATE)
    gain = 1 / (1 + (HIGH_PASS_HZ / np.maximum(hz, 1e-6)) ** 8)
    out: Samples = np.fft.irfft(spectrum * gain, len(wave)).astype(np.float32)
    return out


def estimate_noise_spectrum(wave: Samples) -> NDArray[np.float32]:
    """Mean power spectrum of the quietest 8 % of frames, as an estimate of the room noise."""
    power = _stft(wave).abs().numpy() ** 2
    level = power.sum(0)
    noise: NDArray[np.float32] = power[:, level <= np.percentile(level, 8)].mean(1)
    return noise


def denoise(wave: Samples, noise: NDArray[np.float32]) -> Samples:
    """Wiener filter with the decision-directed a-priori SNR of Ephraim and Malah."""
    spectrum = _stft(wave)
    snr = spectrum.abs().numpy() ** 2 / np.maximum(noise, 1e-12)[:, None]
    gain, previous = np.empty_like(snr), np.ones(len(noise), np.float32)
    for t in range(snr.shape[1]):
        prior = SNR_SMOOTHING * previous + (1 - SNR_SMOOTHING) * np.maximum(snr[:, t] - 1, 0)
        wiener = prior / (prior + 1)
        gain[:, t], previous = np.maximum(wiener, GAIN_FLOOR), wiener**2 * snr[:, t]
    window = torch.hann_window(FFT)
    out = torch.istft(spectrum * torch.from_numpy(gain), FFT, HOP, window=window, length=len(wave))
    samples: Samples = out.numpy()
    return samples


def _stft(wave: Samples) -> Tensor:
    window = torch.hann_window(FFT)
    return torch.stft(torch.from_numpy(wave), FFT, HOP, window=window, return_complex=True)
