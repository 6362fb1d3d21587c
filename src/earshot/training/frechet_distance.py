"""How like recordings a voice moves: what a mean distance cannot tell, as it is least for a smooth
average of all that could be said.

The frames of both are taken for two clouds, and the distance is that of two normal distributions
with their means and covariances (Fréchet 1957; Heusel et al. 2017 judge pictures so). A frame is
its log-mel in 20 bands and how fast each changes; the silent fifth of a sentence is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from earshot.model import Samples
from earshot.training.features import HOP, MEL_BANDS, LogMel

BANDS = 20
DELTA_WEIGHT = 3.0
"""Weight of the changes: they are about so many times smaller than what changes."""
SILENT_PERCENT = 20
"""Per cent of a sentence's frames, the softest."""
Points = NDArray[np.float64]


def measure_frechet_distance(
    recordings: Sequence[Samples], synthesized: Sequence[Samples]
) -> float:
    """0 where the sounds move alike, whatever is said in them; both 24 kHz."""
    first, second = _mel_points(recordings), _mel_points(synthesized)
    mean_difference = first.mean(0) - second.mean(0)
    first_covariance, second_covariance = np.cov(first.T), np.cov(second.T)
    first_root = _matrix_sqrt(first_covariance)
    covariance_distance = np.trace(
        first_covariance
        + second_covariance
        - 2 * _matrix_sqrt(first_root @ second_covariance @ first_root)
    )
    return float(mean_difference @ mean_difference + covariance_distance)


def _mel_points(waves: Iterable[Samples]) -> Points:
    """(frames of all the sounds, twice the bands)."""
    transform = LogMel()
    clouds = []
    for wave in waves:
        tensor = torch.from_numpy(wave[: len(wave) // HOP * HOP])[None]
        mel = transform(tensor)[0].numpy().astype(np.float64)
        mel = mel.reshape(BANDS, MEL_BANDS // BANDS, -1).mean(1)
        is_loud = mel.mean(0) > np.percentile(mel.mean(0), SILENT_PERCENT)
        clouds.append(np.concatenate([mel, DELTA_WEIGHT * np.gradient(mel, axis=1)]).T[is_loud])
    return np.concatenate(clouds)


def _matrix_sqrt(matrix: Points) -> Points:
    """Of a symmetric matrix without negative eigenvalues."""
    values, vectors = np.linalg.eigh(matrix)
    root: Points = (vectors * np.sqrt(np.maximum(values, 0))) @ vectors.T
    return root
