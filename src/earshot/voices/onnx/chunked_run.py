"""The tail of a vocoder, run a stretch after the other.

Of a whole sentence a single layer has more numbers there than the cache of a core (15 MB for five
seconds), and waiting for memory takes as long as reckoning. A stretch, with as much more on either
side as a sample hears of, makes the same samples, and fits. Each upsampling has stretches of its
own, since the later ones have more numbers and hear less far.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from earshot.voices.onnx.vocoder_tail import VocoderTail

MAX_CHUNK_VALUES = 1 << 17
"""Numbers of a layer at a time: half a megabyte."""
MIN_CHUNK_TO_OVERLAP = 16
"""A stretch is so many times as long as what is run beside it on either side, at least."""
Array = NDArray[np.float32]
RunModel = Callable[[Array], Array]


class MapFunction(Protocol):
    def __call__(
        self, function: Callable[[int], Array], numbers: Iterable[int], /
    ) -> Iterable[Array]: ...


@dataclass(frozen=True, slots=True)
class _FrameRange:
    """Some of the frames of a sentence."""

    values: Array
    """(row, channel, frame)."""
    first: int
    count: int
    """Of the whole sentence."""

    def select(self, start: int, stop: int) -> Array:
        return np.ascontiguousarray(self.values[:, :, start - self.first : stop - self.first])


def run_in_chunks(
    runs: Sequence[RunModel], frames: Array, tail: VocoderTail, map_chunks: MapFunction = map
) -> Array:
    """Samples (row, time) of frames (row, channel, frame): what the `runs` of the parts of a tail,
    one after the other, make of all at once.

    `spread` is `map`, or one that does several at a time. Raises ValueError where a run makes
    another number of samples than its part should.
    """
    all_frames = _FrameRange(frames, 0, frames.shape[2])
    return _run_part(runs, all_frames, tail, (0, all_frames.count), map_chunks)


def _run_part(
    runs: Sequence[RunModel],
    inputs: _FrameRange,
    tail: VocoderTail,
    frame_range: tuple[int, int],
    map_chunks: MapFunction,
) -> Array:
    """The samples of the wanted frames."""
    chunk_size = max(MAX_CHUNK_VALUES // tail.width, MIN_CHUNK_TO_OVERLAP * tail.receptive_field, 1)
    start, stop = frame_range

    def run_chunk(chunk_start: int) -> Array:
        end = min(stop, chunk_start + chunk_size)
        first, last = (
            max(0, chunk_start - tail.receptive_field),
            min(inputs.count, end + tail.receptive_field),
        )
        output = runs[0](inputs.select(first, last))
        if output.shape[-1] != (last - first) * tail.upsampling:
            raise ValueError("its vocoder makes another number of samples than it says")
        first_sample, end = chunk_start * tail.upsampling, end * tail.upsampling
        upsampled = _FrameRange(
            output.reshape(len(output), -1, output.shape[-1]),
            first * tail.upsampling,
            inputs.count * tail.upsampling,
        )
        if tail.next_part:
            return _run_part(runs[1:], upsampled, tail.next_part, (first_sample, end), map)
        return upsampled.select(first_sample, end)[:, 0]

    return np.concatenate(list(map_chunks(run_chunk, range(start, stop, chunk_size))), axis=1)
