"""Renders the frames of several sentences at once on PyTorch, for a GPU.

The sentences stand one after another in the rows, with a gap of zeros as wide as the widest
kernel. So each sentence is padded as if it were alone, and no row is spent on the lengths of the
others. The tokens are a small part of the work and stay on the CPU.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from earshot.errors import GpuUnavailable
from earshot.model import Samples
from earshot.voices.house_model.constants import HOP
from earshot.voices.house_model.layers import Rows
from earshot.voices.house_model.model import ExpandedSentence, place_frames
from earshot.voices.house_model.torch_layers import TorchNetwork
from earshot.voices.house_model.weights import Weights

MAX_BATCH_ROWS = 24_000
"""Four minutes of audio: more makes no GPU faster."""
Indices = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Layout:
    """The rows of each sentence in a batch."""

    starts: list[int]
    counts: list[int]
    size: int

    @classmethod
    def of_counts(cls, counts: Sequence[int], gap: int) -> Layout:
        ends = np.cumsum([count + gap for count in counts])
        starts = [int(end) - count for end, count in zip(ends, counts, strict=True)]
        return cls(starts, list(counts), int(ends[-1]) + gap)

    def arrange(self, parts: Sequence[Any]) -> Any:
        """The values of the sentences in their rows, and zeros between them."""
        values = np.zeros((self.size, *parts[0].shape[1:]), parts[0].dtype)
        for start, part in zip(self.starts, parts, strict=True):
            values[start : start + len(part)] = part
        return values

    def list_edges(self) -> tuple[Indices, Indices, Rows]:
        """For each row, the first and the last row of its sentence, and whether it has one."""
        first = self.arrange([np.full(n, s) for s, n in zip(self.starts, self.counts, strict=True)])
        last = self.arrange(
            [np.full(n, s + n - 1) for s, n in zip(self.starts, self.counts, strict=True)]
        )
        return first, last, self.arrange([np.ones(n, np.float32) for n in self.counts])


class BatchRenderer:
    """The decoder and the vocoder of a house voice. Not thread-safe."""

    def __init__(self, weights: Weights, log_f0: float, device: str, memory_bytes: int) -> None:
        """Raises ImportError without PyTorch. `memory_bytes` is the limit; 0 for none."""
        self._network = TorchNetwork(weights, log_f0, device, memory_bytes)
        rows = memory_bytes // self._network.row_bytes if memory_bytes else MAX_BATCH_ROWS
        self.max_rows = min(rows, MAX_BATCH_ROWS)

    def render(
        self, sentences: Sequence[ExpandedSentence], factor: float
    ) -> Iterator[tuple[Samples, int]]:
        """The samples and the number of frames of each sentence, `factor` times as fast."""
        counts = [each.frame_count + self._network.gap for each in sentences]
        for numbers in split_batches(counts, self.max_rows):
            yield from self._render_batch([sentences[number] for number in numbers], factor)

    def _render_batch(
        self, batch: Sequence[ExpandedSentence], factor: float
    ) -> Iterator[tuple[Samples, int]]:
        layout = Layout.of_counts([each.frame_count for each in batch], self._network.gap)
        firsts = np.cumsum([0, *(len(each.tokens) for each in batch)])
        tokens = np.concatenate([each.tokens for each in batch])
        indices = [each.token_indices + at for each, at in zip(batch, firsts, strict=False)]
        frames = self._network.decode(
            tokens,
            layout.arrange(indices),
            layout.arrange([each.positions for each in batch]),
            layout.list_edges(),
        )
        layout, frames = self._speed_up(frames, layout, factor)
        samples = self._network.render_wave(frames, layout.list_edges())
        for start, count in zip(layout.starts, layout.counts, strict=True):
            yield samples[start * HOP :][: count * HOP], count

    def _speed_up(self, frames: Any, layout: Layout, factor: float) -> tuple[Layout, Any]:
        """Shorten each sentence, as `model` does."""
        places = [place_frames(count, factor) for count in layout.counts]
        shorter = Layout.of_counts([len(each) for each in places], self._network.gap)
        if shorter == layout:
            return layout, frames
        before = [each.astype(np.int64) for each in places]
        shares = [(a - b).astype(np.float32) for a, b in zip(places, before, strict=True)]
        after = [np.minimum(b + 1, n - 1) for b, n in zip(before, layout.counts, strict=True)]
        first, second = (
            shorter.arrange([each + at for each, at in zip(rows, layout.starts, strict=True)])
            for rows in (before, after)
        )
        return shorter, self._network.interpolate(frames, first, second, shorter.arrange(shares))


def split_batches(counts: Sequence[int], limit: int) -> Iterator[list[int]]:
    """The numbers of the sentences of each batch, in order: together at most `limit`, unless a
    single one has more."""
    batch, total = list[int](), 0
    for number, count in enumerate(counts):
        if batch and total + count > limit:
            yield batch
            batch, total = [], 0
        batch.append(number)
        total += count
    if batch:
        yield batch


def open_gpu_renderer(weights: Weights, log_f0: float, memory_bytes: int) -> BatchRenderer | None:
    """None, with a warning, if PyTorch has no GPU."""
    reason = "install torch with CUDA"
    try:
        return BatchRenderer(weights, log_f0, "cuda", memory_bytes)
    except ImportError:
        pass
    except (RuntimeError, AssertionError) as error:
        reason = str(error).partition("\n")[0]
    warnings.warn(f"running on the CPU instead of the GPU: {reason}", GpuUnavailable, 2)
    return None
