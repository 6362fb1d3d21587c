"""The constants of a house voice that its training shares."""

from __future__ import annotations

SAMPLE_RATE, HOP, FFT = 24_000, 256, 1024
SOURCE_BINS = 256
"""Frequency bins of the source (6 kHz) that the network uses."""
HEADS = 2
F0_STD = 0.25
"""Normalization of log F0 to about unit range."""
ESPEAK_LANGUAGES = {"en-US": "en-us", "en-GB": "en-gb", "de-DE": "de"}
"""eSpeak NG language of the phonemes, by the language of a voice."""
DEFAULT_LANGUAGE = "en-US"
"""Language of recordings that do not name theirs."""
MIN_F0, MAX_F0 = 45.0, 450.0
"""Hz."""
