"""Converts the token durations of a neural voice to word timings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from earshot.errors import SynthesisFailed
from earshot.imports import LazyModule
from earshot.model import Samples, Speech, Timing, Word

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
else:  # a command starts sooner without it
    np = LazyModule("numpy")

NO_WORD = -1
"""Word index of tokens between words: pauses, edges, padding."""
LEAD_SECONDS, TAIL_SECONDS = 0.02, 0.06
"""Silence of the voice's output to keep before the first and after the last word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnsetModel:
    """Offset of the words' onsets relative to their tokens, for a family of models.

    All three values are in frames of the model. The alignment that a model learns is late: the
    sound of a token begins before its first frame. In running speech there is no silence between
    two words, so the frames of the space contain the start of the next word.
    """

    lead: float = 0.0
    """Frames between the start of a sound and the later start of its token."""
    max_space: float = 0.0
    """The longest space in running speech that contains the start of the next word; a longer one
    is a pause."""
    max_pause: float = 0.0
    """Frames of a pause that contain the start of the next word."""


EXACT = OnsetModel()
"""For models whose words begin exactly at their tokens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelOutput:
    """The output of a model for one utterance."""

    samples: Samples
    rate: int
    durations: NDArray[Any]
    """Frames per token."""
    word_indices: Sequence[int]
    """Word index per token, or `NO_WORD`."""

    @classmethod
    def of_padded(
        cls, samples: Samples, rate: int, durations: NDArray[Any], word_indices: Sequence[int]
    ) -> ModelOutput:
        """That of a StyleTTS 2 model, which pads the tokens at both ends and may exceed ±1."""
        return cls(
            samples=np.clip(samples.ravel(), -1, 1),
            rate=rate,
            durations=durations.ravel(),
            word_indices=[NO_WORD, *word_indices, NO_WORD],
        )


def build_speech(
    voice: str, output: ModelOutput, words: Sequence[Word], onsets: OnsetModel = EXACT
) -> Speech:
    """The speech from its first word to its last. A word without tokens has no length.

    Raises SynthesisFailed if the durations do not match the tokens.
    """
    edges = _token_edges(voice, output, words)
    per_frame = len(output.samples) / float(output.durations.sum())
    token_spans = _token_spans(output.word_indices, len(words))
    starts = _word_starts(edges / per_frame, token_spans, words, onsets)
    spans = [
        span and (round(start * per_frame), round(edges[span[1]] - onsets.lead * per_frame))
        for span, start in zip(token_spans, starts, strict=True)
    ]
    spoken_spans = [span for span in spans if span]
    if not spoken_spans:
        return Speech(samples=output.samples[:0], rate=output.rate, timings=())
    first_sample = max(0, spoken_spans[0][0] - round(LEAD_SECONDS * output.rate))
    last_sample = spoken_spans[-1][1] + round(TAIL_SECONDS * output.rate + onsets.lead * per_frame)
    timings, end = [], spoken_spans[0][0]
    for word, word_span in zip(words, spans, strict=True):
        start, end = word_span or (end, end)
        timings.append(Timing(word=word, start=start - first_sample, end=end - first_sample))
    samples = output.samples[first_sample:last_sample]
    return Speech(samples=samples, rate=output.rate, timings=tuple(timings))


def _token_edges(voice: str, output: ModelOutput, words: Sequence[Word]) -> NDArray[np.float64]:
    """The start sample of each token, and the end of the last one."""
    durations = output.durations
    total = float(durations.sum())
    if (
        len(durations) != len(output.word_indices)
        or not np.isfinite(total)
        or total <= 0
        or durations.min() < 0
    ):
        spoken = " ".join(word.spoken for word in words)
        reason = "its durations do not match its tokens"
        raise SynthesisFailed(voice=voice, text=spoken, reason=reason)
    edges = np.concatenate([[0.0], np.cumsum(durations, dtype=np.float64)])
    return edges * (len(output.samples) / total)


def _token_spans(word_indices: Sequence[int], count: int) -> list[tuple[int, int] | None]:
    """For each word, the index of its first token and the index after its last."""
    spans: list[tuple[int, int] | None] = [None] * count
    for token, word_index in enumerate(word_indices):
        if word_index != NO_WORD:
            first = spans[word_index]
            spans[word_index] = (first[0] if first else token, token + 1)
    return spans


def _word_starts(
    edges: NDArray[np.float64],
    token_spans: Sequence[tuple[int, int] | None],
    words: Sequence[Word],
    onsets: OnsetModel,
) -> list[float]:
    """The frame at which each word begins."""
    starts: list[float] = []
    previous_end, after_pause = 0.0, True
    for word, span in zip(words, token_spans, strict=True):
        if not span:
            starts.append(previous_end)
        else:
            longest = onsets.max_pause if after_pause else onsets.max_space
            space = min(float(edges[span[0]]) - previous_end, longest)
            starts.append(max(0.0, float(edges[span[0]]) - space - onsets.lead))
            previous_end = float(edges[span[1]])
        after_pause = bool(word.boundary) or (after_pause and not span)
    return starts
