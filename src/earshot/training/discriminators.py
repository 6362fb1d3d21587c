"""Critics: small networks that learn to tell the voice from the recordings.

After HiFi-GAN (Kong et al. 2020) and its followers, narrow. On a CPU they are most of the work; a
few of them drawn by lot for each step cost a third of all and judge as well over time.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own custom

PERIODS = (2, 3, 5, 7, 11)
RESOLUTIONS = (2048, 1024, 512)
WIDTHS = (16, 64, 128, 256, 256)
NARROW = 32
Seen = list[Tensor]
"""What each layer of a critic saw; the last is its verdict."""


def _normed(layer: nn.Module) -> nn.Module:
    return nn.utils.parametrizations.weight_norm(layer)


class PeriodCritic(nn.Module):
    """Judges the wave folded at one period."""

    def __init__(self, period: int) -> None:
        super().__init__()
        self.period = period
        sizes = list(zip((1, *WIDTHS[:-1]), WIDTHS, strict=True))
        self.layers = nn.ModuleList(
            _normed(nn.Conv2d(a, b, (5, 1), (3 if k < len(sizes) - 1 else 1, 1), (2, 0)))
            for k, (a, b) in enumerate(sizes)
        )
        self.out = _normed(nn.Conv2d(WIDTHS[-1], 1, (3, 1), padding=(1, 0)))

    def forward(self, wave: Tensor) -> Seen:
        wave = wave[:, : wave.shape[1] // self.period * self.period]
        return _judged(self, wave.view(wave.shape[0], 1, -1, self.period))


class SpectrumCritic(nn.Module):
    """Judges the complex spectrum at one resolution."""

    def __init__(self, fft: int) -> None:
        super().__init__()
        self.fft = fft
        self.register_buffer("window", torch.hann_window(fft), persistent=False)
        n = NARROW
        layers = [
            nn.Conv2d(2, n, (7, 5), (2, 2), (3, 2)), nn.Conv2d(n, n, (5, 3), (2, 1), (2, 1)),
            nn.Conv2d(n, n, (5, 3), (2, 2), (2, 1)), nn.Conv2d(n, 2 * n, 3, (2, 1), 1),
        ]  # fmt: skip
        self.layers = nn.ModuleList(map(_normed, layers))
        self.out = _normed(nn.Conv2d(2 * n, 1, 3, padding=1))

    def forward(self, wave: Tensor) -> Seen:
        with torch.autocast(wave.device.type, enabled=False):
            spec = torch.stft(
                wave.float(), self.fft, self.fft // 4, window=self.window, return_complex=True
            )
            # Compressed, so that quiet high bands count as much as loud low ones.
            size = torch.sqrt(spec.real**2 + spec.imag**2 + 1e-7)
            seen = torch.stack([spec.real, spec.imag], 1) * (size**-0.6)[:, None]
        return _judged(self, seen)


def _judged(critic: nn.Module, x: Tensor) -> Seen:
    seen = []
    for layer in critic.layers:
        x = F.leaky_relu(layer(x), 0.1)
        seen.append(x)
    return [*seen, critic.out(x)]


class Critics(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.all = nn.ModuleList([*map(PeriodCritic, PERIODS), *map(SpectrumCritic, RESOLUTIONS)])

    def forward(self, wave: Tensor, drawn: Sequence[int]) -> list[Seen]:
        return [self.all[number](wave) for number in drawn]


def critic_loss(real: list[Seen], fake: list[Seen]) -> Tensor:
    """Least squares: 1 for the recordings, 0 for the voice."""
    pairs = zip(real, fake, strict=True)
    return sum(((1 - r[-1].float()) ** 2).mean() + (f[-1].float() ** 2).mean() for r, f in pairs)


def fooling(fake: list[Seen]) -> Tensor:
    return sum(((1 - f[-1].float()) ** 2).mean() for f in fake)


def matching(real: list[Seen], fake: list[Seen]) -> Tensor:
    """How far apart the critics' inner views of the two are (L1)."""
    return sum(
        F.l1_loss(a.float(), b.float())
        for f, r in zip(fake, real, strict=True)
        for a, b in zip(f[:-1], r[:-1], strict=True)
    )
