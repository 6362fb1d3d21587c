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
from earshot.training.features import HOP, MELS, LogMel

BANDS = 20
SLOPE = 3.0
"""Weight of the changes: they are about so many times smaller than what changes."""
SILENT = 20
"""Per cent of a sentence's frames, the softest."""
Points = NDArray[np.float64]


def unlikeness(recordings: Sequence[Samples], said: Sequence[Samples]) -> float:
    """0 where the sounds move alike, whatever is said in them; both 24 kHz."""
    first, second = _points(recordings), _points(said)
    apart = first.mean(0) - second.mean(0)
    wide, other = np.cov(first.T), np.cov(second.T)
    root = _root(wide)
    spread = np.trace(wide + other - 2 * _root(root @ other @ root))
    return float(apart @ apart + spread)


def _points(sounds: Iterable[Samples]) -> Points:
    """(frames of all the sounds, twice the bands)."""
    transform = LogMel()
    clouds = []
    for sound in sounds:
        whole = torch.from_numpy(sound[: len(sound) // HOP * HOP])[None]
        mel = transform(whole)[0].numpy().astype(np.float64)
        mel = mel.reshape(BANDS, MELS // BANDS, -1).mean(1)
        loud = mel.mean(0) > np.percentile(mel.mean(0), SILENT)
        clouds.append(np.concatenate([mel, SLOPE * np.gradient(mel, axis=1)]).T[loud])
    return np.concatenate(clouds)


def _root(matrix: Points) -> Points:
    """Of a symmetric matrix without negative eigenvalues."""
    values, vectors = np.linalg.eigh(matrix)
    root: Points = (vectors * np.sqrt(np.maximum(values, 0))) @ vectors.T
    return root
