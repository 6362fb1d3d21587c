"""GAN discriminators.

After HiFi-GAN (Kong et al. 2020) and its successors, with fewer channels. On a CPU they take most
of the time. A random subset per step costs a third and works as well over time. A GPU runs all of
them at every step, with finer ones for the spectra.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own custom

PERIODS = (2, 3, 5, 7, 11)
RESOLUTIONS = (2048, 1024, 512)
WIDTHS = (16, 64, 128, 256, 256)
SPECTRUM_WIDTH = 32
FeatureMaps = list[Tensor]
"""Activations of each layer of a discriminator; the last one is its output."""


def _weight_norm(layer: nn.Module) -> nn.Module:
    return nn.utils.parametrizations.weight_norm(layer)


class PeriodDiscriminator(nn.Module):
    """Discriminates the wave folded at one period."""

    def __init__(self, period: int) -> None:
        super().__init__()
        self.period = period
        sizes = list(zip((1, *WIDTHS[:-1]), WIDTHS, strict=True))
        self.layers = nn.ModuleList(
            _weight_norm(nn.Conv2d(a, b, (5, 1), (3 if k < len(sizes) - 1 else 1, 1), (2, 0)))
            for k, (a, b) in enumerate(sizes)
        )
        self.out = _weight_norm(nn.Conv2d(WIDTHS[-1], 1, (3, 1), padding=(1, 0)))

    def forward(self, wave: Tensor) -> FeatureMaps:
        wave = wave[:, : wave.shape[1] // self.period * self.period]
        return _feature_maps(self, wave.view(wave.shape[0], 1, -1, self.period))


class SpectrumDiscriminator(nn.Module):
    """Discriminates the complex spectrum at one resolution."""

    def __init__(self, fft: int) -> None:
        super().__init__()
        self.register_buffer("window", torch.hann_window(fft), persistent=False)
        n = SPECTRUM_WIDTH
        layers = [
            nn.Conv2d(2, n, (7, 5), (2, 2), (3, 2)), nn.Conv2d(n, n, (5, 3), (2, 1), (2, 1)),
            nn.Conv2d(n, n, (5, 3), (2, 2), (2, 1)), nn.Conv2d(n, 2 * n, 3, (2, 1), 1),
        ]  # fmt: skip
        self.layers = nn.ModuleList(map(_weight_norm, layers))
        self.out = _weight_norm(nn.Conv2d(2 * n, 1, 3, padding=1))

    def forward(self, wave: Tensor) -> FeatureMaps:
        return _feature_maps(self, _compressed_spectrum(wave, self.window))


class FineSpectrumDiscriminator(nn.Module):
    """Discriminates the complex spectrum at one resolution: every frame of it, and with the
    frequency of each bin as an input."""

    def __init__(self, fft: int) -> None:
        super().__init__()
        self.register_buffer("window", torch.hann_window(fft), persistent=False)
        frequencies = torch.linspace(-1, 1, fft // 2 + 1)[None, None, :, None]
        self.register_buffer("frequencies", frequencies, persistent=False)
        n = SPECTRUM_WIDTH
        self.layers = nn.ModuleList(
            _weight_norm(nn.Conv2d(a, b, (height, 3), (2, 1), (height // 2, 1)))
            for a, b, height in ((3, n, 9), (n, n, 9), (n, 2 * n, 9), (2 * n, 2 * n, 3))
        )
        self.out = _weight_norm(nn.Conv2d(2 * n, 1, 3, padding=1))

    def forward(self, wave: Tensor) -> FeatureMaps:
        spectrum = _compressed_spectrum(wave, self.window)
        frequencies = self.frequencies.expand(len(spectrum), 1, -1, spectrum.shape[3])
        return _feature_maps(self, torch.cat([spectrum, frequencies], 1))


def _compressed_spectrum(wave: Tensor, window: Tensor) -> Tensor:
    """Real and imaginary parts (batch, 2, bins, T), compressed so that quiet high bands count as
    much as loud low ones."""
    size = len(window)
    with torch.autocast(wave.device.type, enabled=False):
        spec = torch.stft(wave.float(), size, size // 4, window=window, return_complex=True)
        magnitude = torch.sqrt(spec.real**2 + spec.imag**2 + 1e-7)
        return torch.stack([spec.real, spec.imag], 1) * (magnitude**-0.6)[:, None]


def _feature_maps(discriminator: nn.Module, x: Tensor) -> FeatureMaps:
    features = []
    for layer in discriminator.layers:
        x = F.leaky_relu(layer(x), 0.1)
        if x.is_cuda:
            x = x.contiguous(memory_format=torch.channels_last)  # for the matrix units
        features.append(x)
    return [*features, discriminator.out(x)]


class Discriminators(nn.Module):
    """All discriminators; the first `len(PERIODS)` are those of periods."""

    spectrum_class: type[nn.Module] = SpectrumDiscriminator

    def __init__(self) -> None:
        super().__init__()
        self.all = nn.ModuleList(
            [*map(PeriodDiscriminator, PERIODS), *map(self.spectrum_class, RESOLUTIONS)]
        )

    def forward(self, wave: Tensor, drawn: Sequence[int] | None = None) -> list[FeatureMaps]:
        """The activations of the drawn discriminators, or of all."""
        numbers = range(len(self.all)) if drawn is None else drawn
        return [self.all[number](wave) for number in numbers]


class FineDiscriminators(Discriminators):
    """Those that judge every frame of a spectrum."""

    spectrum_class = FineSpectrumDiscriminator


def discriminator_loss(real: list[FeatureMaps], fake: list[FeatureMaps]) -> Tensor:
    """Least squares: the target is 1 for recordings and 0 for the voice."""
    pairs = zip(real, fake, strict=True)
    return sum(((1 - r[-1].float()) ** 2).mean() + (f[-1].float() ** 2).mean() for r, f in pairs)


def generator_loss(fake: list[FeatureMaps]) -> Tensor:
    return sum(((1 - f[-1].float()) ** 2).mean() for f in fake)


def feature_matching_loss(real: list[FeatureMaps], fake: list[FeatureMaps]) -> Tensor:
    """L1 distance between the activations for recordings and for the voice."""
    return sum(
        F.l1_loss(a.float(), b.float())
        for f, r in zip(fake, real, strict=True)
        for a, b in zip(f[:-1], r[:-1], strict=True)
    )
