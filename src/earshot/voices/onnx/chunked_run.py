"""Runs the tail of a vocoder in chunks of time.

For a whole sentence, the activations of a single layer exceed the cache of a core (15 MB for five
seconds), and memory access takes as long as the arithmetic. A chunk that is extended by the
receptive field on either side gives the same samples and fits. Each upsampling has its own chunk
size, because later layers have more values and a smaller receptive field.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from earshot.voices.onnx.vocoder_tail import VocoderTail

MAX_CHUNK_VALUES = 1 << 17
"""Values of a layer per chunk: half a megabyte."""
MIN_CHUNK_TO_OVERLAP = 16
"""Minimum ratio of the length of a chunk to its overlap on either side."""
Array = NDArray[np.float32]
RunModel = Callable[[Array], Array]


class MapFunction(Protocol):
    def __call__(
        self, function: Callable[[int], Array], numbers: Iterable[int], /
    ) -> Iterable[Array]: ...


@dataclass(frozen=True, slots=True)
class _FrameRange:
    """A range of the frames of a sentence."""

    values: Array
    """(row, channel, frame)."""
    first: int
    count: int
    """Frames of the whole sentence."""

    def select(self, start: int, stop: int) -> Array:
        return np.ascontiguousarray(self.values[:, :, start - self.first : stop - self.first])


def run_in_chunks(
    runs: Sequence[RunModel], frames: Array, tail: VocoderTail, map_chunks: MapFunction = map
) -> Array:
    """Compute samples (row, time) from frames (row, channel, frame). `runs` are the parts of a
    tail, applied in sequence.

    `map_chunks` is `map` or a parallel version. Raises ValueError if a run returns an unexpected
    number of samples.
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
    """The samples of the frame range."""
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
            raise ValueError("its vocoder returned an unexpected number of samples")
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
