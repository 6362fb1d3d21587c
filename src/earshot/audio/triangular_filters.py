"""Triangular filters, which sum the bins of a spectrum in bands."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def make_triangular_filters(
    edges: NDArray[np.float64], fft_size: int, rate: int
) -> NDArray[np.float64]:
    """Filters that rise from each edge (Hz) to 1 at the next and fall to the one after, as rows of
    fft_size // 2 + 1 bins."""
    bins = np.fft.rfftfreq(fft_size, 1 / rate)
    rising = (bins - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    falling = (edges[2:, None] - bins) / (edges[2:] - edges[1:-1])[:, None]
    filters: NDArray[np.float64] = np.maximum(0, np.minimum(rising, falling))
    return filters
