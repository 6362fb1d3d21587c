"""The pitch of speech."""

from __future__ import annotations

import numpy as np

from earshot.model import Samples

FRAME_SECONDS, HOP_SECONDS = 0.05, 0.025
LOWEST_HZ, HIGHEST_HZ = 60, 400
MIN_LEVEL = 0.02
"""RMS of a frame that counts as speech."""
MIN_PERIODICITY = 0.5
"""Share of the energy that repeats after a period, in a voiced frame."""


def measure_pitch(samples: Samples, rate: int) -> float:
    """The median pitch of the voiced parts in Hz, by autocorrelation; 0 if there are none."""
    width, hop = round(FRAME_SECONDS * rate), round(HOP_SECONDS * rate)
    shortest, longest = rate // HIGHEST_HZ, rate // LOWEST_HZ
    found = []
    for start in range(0, len(samples) - width, hop):
        frame = samples[start : start + width].astype(np.float64)
        frame -= frame.mean()
        if np.sqrt(np.mean(frame**2)) < MIN_LEVEL:
            continue
        similarity = np.correlate(frame, frame, "full")[width - 1 :]
        period = shortest + int(np.argmax(similarity[shortest:longest]))
        if similarity[period] > MIN_PERIODICITY * similarity[0]:
            found.append(rate / period)
    return float(np.median(found)) if found else 0.0
