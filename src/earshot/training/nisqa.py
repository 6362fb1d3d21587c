"""The naturalness of a voice as NISQA-TTS predicts it, from 1 to 5 (Mittag and Möller 2020).

The network is rebuilt here; its weights are not part of Earshot. They are the file
`weights/nisqa_tts.tar` of the public repository `gabrielmittag/NISQA`, licensed for non-commercial
use (CC BY-NC-SA 4.0), and serve for evaluation only.
"""

from __future__ import annotations

import math
import pickle
from collections.abc import Sequence
from pathlib import Path
from statistics import mean, stdev

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own custom

from earshot.audio import ffmpeg
from earshot.errors import InvalidOption
from earshot.model import Samples
from earshot.training.features import SAMPLE_RATE, mel_filters, normalize_level

BANDS, SPAN = 48, 15
"""Mel bands, and frames that the convolutions see at once."""
FFT, HOP, WINDOW, MAX_HZ = 4096, SAMPLE_RATE // 100, SAMPLE_RATE // 50, 8_000.0
MIN_AMPLITUDE, DYNAMIC_RANGE_DB = 1e-4, 80.0
MIN_SECONDS = 0.5
CHANNELS = (16, 32, 64, 64, 64, 64)
HIDDEN_SIZE = 128
UNREADABLE = (OSError, EOFError, LookupError, TypeError, RuntimeError, pickle.UnpicklingError)
"""What PyTorch raises for a file of another kind."""


class _Convolutions(nn.Module):
    """(frames, 1, 48, 15) to 20 features of each frame."""

    def __init__(self) -> None:
        super().__init__()
        pairs = zip((1, *CHANNELS), CHANNELS, strict=False)
        for number, (inputs, outputs) in enumerate(pairs, 1):
            self.add_module(f"conv{number}", nn.Conv2d(inputs, outputs, 3, padding=1))
            self.add_module(f"bn{number}", nn.BatchNorm2d(outputs))
        self.fc_out = nn.Linear(CHANNELS[-1] * 6 * 2, 20)

    def forward(self, x: Tensor) -> Tensor:
        pools = {1: (0, 1), 2: (0, 0), 4: (0, 0)}
        for number in range(1, len(CHANNELS) + 1):
            convolution, norm = getattr(self, f"conv{number}"), getattr(self, f"bn{number}")
            x = F.relu(norm(convolution(x)))
            if number in pools:
                x = F.max_pool2d(x, 2, 2, pools[number])
        features: Tensor = self.fc_out(x.flatten(1))
        return features


class NisqaModel(nn.Module):
    """Mel spectrogram of one clip in dB, (48, T), to the predicted score."""

    def __init__(self) -> None:
        super().__init__()
        self.convolutions = _Convolutions()
        self.lstm = nn.LSTM(20, HIDDEN_SIZE, batch_first=True, bidirectional=True)
        self.score = nn.Linear(2 * HIDDEN_SIZE, 1)

    def forward(self, mel: Tensor) -> Tensor:
        spans = mel.unfold(1, SPAN, 1).transpose(0, 1)  # (T - 14, 48, 15)
        states, _ = self.lstm(self.convolutions(spans[:, None])[None])
        ends = torch.cat([states[0, -1, :HIDDEN_SIZE], states[0, 0, HIDDEN_SIZE:]])
        score: Tensor = self.score(ends)[0]
        return score


def load_model(file: Path) -> NisqaModel:
    """Raises InvalidOption if the file does not hold the weights of NISQA-TTS."""
    expected = "the file weights/nisqa_tts.tar of gabrielmittag/NISQA"
    prefixes = {"cnn.model.": "convolutions.", "time_dependency.model.lstm.": "lstm."}
    prefixes |= {"pool.model.linear.": "score."}
    model = NisqaModel()
    try:
        stored = torch.load(file, map_location="cpu", weights_only=True)["model_state_dict"]
        renamed = {
            new + name.removeprefix(old): value
            for name, value in stored.items()
            for old, new in prefixes.items()
            if name.startswith(old)
        }
        model.load_state_dict(renamed)
    except UNREADABLE as error:
        raise InvalidOption(option="nisqa", value=file, expected=expected) from error
    return model.eval()


def predict_naturalness(
    model: NisqaModel, sounds: Sequence[tuple[Samples, int]]
) -> tuple[float, float]:
    """The mean score of sounds, each with its rate, and the standard error; NaN where there are too
    few. Sounds that are shorter than `MIN_SECONDS` are left out."""
    clips = [_resample(*sound) for sound in sounds]
    clips = [clip for clip in clips if len(clip) >= MIN_SECONDS * SAMPLE_RATE]
    with torch.no_grad():
        scores = [float(model(compute_mel(normalize_level(clip)))) for clip in clips]
    error = stdev(scores) / len(scores) ** 0.5 if len(scores) > 1 else math.nan
    return (mean(scores) if scores else math.nan), error


def _resample(samples: Samples, rate: int) -> Samples:
    return samples if rate == SAMPLE_RATE else ffmpeg.resample(samples, rate, SAMPLE_RATE)


def compute_mel(wave: Samples) -> Tensor:
    """The mel spectrogram in dB, (48, T)."""
    window = torch.hann_window(WINDOW)
    spectrum = torch.stft(
        torch.from_numpy(wave), FFT, HOP, WINDOW, window, pad_mode="reflect", return_complex=True
    )
    mel = torch.from_numpy(mel_filters(FFT, BANDS, MAX_HZ)) @ spectrum.abs()
    decibels = 20 * torch.log10(mel.clamp(min=MIN_AMPLITUDE))
    return decibels.clamp(min=float(decibels.max()) - DYNAMIC_RANGE_DB)
