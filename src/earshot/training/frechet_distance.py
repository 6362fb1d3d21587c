"""Fréchet distance between synthesized speech and recordings. A mean distance cannot show
over-smoothing, since it is smallest for the average of all possible readings.

The frames of both are modelled as normal distributions, which are compared by mean and covariance
(Fréchet 1957; Heusel et al. 2017 for images). A frame is its log-mel in 20 bands and the rate of
change of each; the quietest fifth of a sentence is left out.
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
"""Weight of the deltas, which are smaller than the values by about this factor."""
SILENT_PERCENT = 20
"""Percentage of the quietest frames of a sentence that are left out."""
Points = NDArray[np.float64]


def measure_frechet_distance(
    recordings: Sequence[Samples], synthesized: Sequence[Samples]
) -> float:
    """0 if the distributions are equal, whatever the text; both 24 kHz."""
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
    """(frames of all waves, twice the bands)."""
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
    """The square root of a symmetric matrix without negative eigenvalues."""
    values, vectors = np.linalg.eigh(matrix)
    root: Points = (vectors * np.sqrt(np.maximum(values, 0))) @ vectors.T
    return root
