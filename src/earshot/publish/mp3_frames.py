"""Segment → MP3 frames that can be concatenated with the frames of other segments.

Each frame is independent: constant bit rate, no bit reservoir (ISO/IEC 11172-3, 2.4.3.1). So
`FRAME_BYTES` bytes are always `FRAME_SAMPLES` samples, and a recording can begin, end and be cut
at any frame. Segments meet in silence, where the change of encoder state is inaudible.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np

from earshot.audio.dsp import silence
from earshot.audio.ffmpeg import encode_packets
from earshot.audio.mp3 import FRAME_SAMPLES, LEAD_SAMPLES
from earshot.model import Samples
from earshot.publish.audio_formats import get_coding

SKIPPED_FRAMES = 1
"""Frames of encoder delay (1105 samples including `LEAD_SAMPLES`) that are dropped."""
CODING = replace(get_coding("mp3"), options=(("reservoir", "0"), ("compression_level", "5")))


def encode_frames(samples: Samples, rate: int) -> bytes:
    """Encode the samples with a delay of `LEAD_SAMPLES`, padded with silence to a whole frame.

    If the segment ends in silence, such as a pause, the delay shortens that silence.
    """
    audible = int(np.flatnonzero(samples)[-1]) + 1 if samples.any() else 0
    frame_count = -(-max(len(samples), audible + LEAD_SAMPLES) // FRAME_SAMPLES)
    if not audible:
        return _silent_frame(rate) * frame_count
    padding = silence((frame_count + 2) * FRAME_SAMPLES - len(samples))
    packets = encode_packets([np.concatenate([samples, padding])], rate, CODING)
    return b"".join(packets[SKIPPED_FRAMES : SKIPPED_FRAMES + frame_count])


@cache
def _silent_frame(rate: int) -> bytes:
    """The frame of coded silence."""
    packets = encode_packets([silence(2 * FRAME_SAMPLES)], rate, CODING)
    return packets[SKIPPED_FRAMES]
