"""One passage → MP3 frames that may be joined with any others, before and after.

Each frame is whole in itself: constant bit rate, no bit reservoir (ISO/IEC 11172-3, 2.4.3.1), so
`FRAME_BYTES` bytes are `FRAME` samples wherever they stand, and a recording may begin, end and be
cut at any frame. Passages meet in silence, where a decoder that is handed the next encoder's
frames has nothing to stumble over.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from earshot.audio.dsp import silence
from earshot.audio.ffmpeg import encode_packets
from earshot.model import Samples
from earshot.publish.audio_file import get_coding

FRAME_SAMPLES = 576
"""Samples in a frame of MPEG-2 layer III (ISO/IEC 13818-3)."""
FRAME_BYTES = 192
"""64 kbit/s at 24 kHz."""
BYTES_PER_SECOND = 8_000
LEAD_SAMPLES = 529
"""Samples by which the sound of a passage comes later than its first frame: what a decoder takes
to get going, and the silence that keeps it from the sound before."""
SKIPPED_FRAMES = 1
"""Frames of the encoder's own delay (1105 samples with `LEAD`) that are left out."""
CODING = replace(get_coding("mp3"), options=(("reservoir", "0"), ("compression_level", "5")))


def encode_frames(samples: Samples, rate: int) -> bytes:
    """The sound after `LEAD` samples, and silence up to a whole frame.

    Where the passage ends in silence, as all do that are followed by a pause, the lead is taken
    from that.
    """
    sounding = int(np.flatnonzero(samples)[-1]) + 1 if samples.any() else 0
    wanted = -(-max(len(samples), sounding + LEAD_SAMPLES) // FRAME_SAMPLES)
    rest = silence((wanted + 2) * FRAME_SAMPLES - len(samples))
    coded = encode_packets([np.concatenate([samples, rest])], rate, CODING)
    return b"".join(coded[SKIPPED_FRAMES : SKIPPED_FRAMES + wanted])
