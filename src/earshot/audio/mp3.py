"""The MP3 frames of a recording: MPEG-2 layer III (ISO/IEC 13818-3) at a constant bit rate."""

from __future__ import annotations

SAMPLE_RATE = 24_000
"""Hz."""
FRAME_SAMPLES = 576
FRAME_BYTES = 192
"""64 kbit/s at 24 kHz."""
BYTES_PER_SECOND = 8_000
LEAD_SAMPLES = 529
"""Samples between the first frame of a segment and its sound: the decoder's delay, and silence that
separates it from the previous segment."""
