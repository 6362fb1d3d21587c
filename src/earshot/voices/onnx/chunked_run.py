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

from earshot.voices.onnx.vocoder_tail import Tail

ROOM = 1 << 17
"""Numbers of a layer at a time: half a megabyte."""
SHARE = 16
"""A stretch is so many times as long as what is run beside it on either side, at least."""
Array = NDArray[np.float32]
Run = Callable[[Array], Array]


class Map(Protocol):
    def __call__(
        self, function: Callable[[int], Array], numbers: Iterable[int], /
    ) -> Iterable[Array]: ...


@dataclass(frozen=True, slots=True)
class _Frames:
    """Some of the frames of a sentence."""

    values: Array
    """(row, channel, frame)."""
    first: int
    count: int
    """Of the whole sentence."""

    def between(self, start: int, stop: int) -> Array:
        return np.ascontiguousarray(self.values[:, :, start - self.first : stop - self.first])


def in_stretches(runs: Sequence[Run], frames: Array, tail: Tail, spread: Map = map) -> Array:
    """Samples (row, time) of frames (row, channel, frame): what the `runs` of the parts of a tail,
    one after the other, make of all at once.

    `spread` is `map`, or one that does several at a time. Raises ValueError where a run makes
    another number of samples than its part should.
    """
    whole = _Frames(frames, 0, frames.shape[2])
    return _made(runs, whole, tail, (0, whole.count), spread)


def _made(
    runs: Sequence[Run], given: _Frames, tail: Tail, wanted: tuple[int, int], spread: Map
) -> Array:
    """The samples of the wanted frames."""
    step = max(ROOM // tail.width, SHARE * tail.reach, 1)
    start, stop = wanted

    def stretch(at: int) -> Array:
        end = min(stop, at + step)
        first, last = max(0, at - tail.reach), min(given.count, end + tail.reach)
        part = runs[0](given.between(first, last))
        if part.shape[-1] != (last - first) * tail.rate:
            raise ValueError("its vocoder makes another number of samples than it says")
        here, end = at * tail.rate, end * tail.rate
        made = _Frames(
            part.reshape(len(part), -1, part.shape[-1]), first * tail.rate, given.count * tail.rate
        )
        if tail.next:
            return _made(runs[1:], made, tail.next, (here, end), map)
        return made.between(here, end)[:, 0]

    return np.concatenate(list(spread(stretch, range(start, stop, step))), axis=1)
