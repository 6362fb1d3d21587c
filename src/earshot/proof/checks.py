"""Finds faults in the measurements of a recording."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median
from typing import Any

from earshot.content_credentials import Signature
from earshot.proof.report import Fault, FaultKind, SentenceProof

LOUDNESS_RANGE = (-18.0, -14.0)
"""LUFS: 2 LU around the target of podcast apps."""
MIN_LOUDNESS_MS = 5_000
"""The loudness of a shorter recording depends on a few words."""
MAX_TRUE_PEAK = -1.0
"""dBTP (AES TD1008)."""
MAX_DURATION_ERROR_MS = 60
"""A decoder may add a frame."""
MAX_SILENCE_MS = 11_000
"""The longest pause that an author can ask for, and the pause after a sentence."""
MIN_LEVEL_DIFFERENCE = -20.0
"""dB under the usual level, under which a sentence is silent."""
LENGTH_RANGE = (0.5, 2.0)
"""Shares of the usual time for a letter."""
MIN_LETTERS = 20
"""Shorter sentences vary too much."""
PITCH_RANGE = (0.78, 1.28)
"""Shares of the usual pitch of the voice. A headline is up to 1.15 times as high."""
MAX_DEVIATION_MS, MAX_DEVIATION_RATIO = 35.0, 3.0
"""The words of a sentence may be as far from the aligner's as this, or as this multiple of what is
usual for the voice. Those of two voices were 1 to 18 ms apart, and 42 to 48 ms in sentences that
were replaced by another voice."""


def check_sentences(sentences: Sequence[SentenceProof], voices: Sequence[str]) -> Iterator[Fault]:
    """The faults of sentences in comparison with others of the same voice."""
    for voice in dict.fromkeys(voices):
        group = [(n, each) for n, each in enumerate(sentences) if voices[n] == voice]
        usual_level = median(each.level for _, each in group)
        lengths = [each.ms_per_letter for _, each in group]
        pitches = [each.pitch for _, each in group if each.pitch]
        deviations = [each.alignment for _, each in group if each.alignment is not None]
        for number, each in group:
            if each.level < usual_level + MIN_LEVEL_DIFFERENCE:
                yield _fault("silence", "the sentence is silent", number, each)
                continue
            if len(each.text) < MIN_LETTERS:
                continue
            yield from _check_length(number, each, median(lengths))
            if pitches and each.pitch:
                yield from _check_pitch(number, each, median(pitches))
            if deviations and each.alignment is not None:
                yield from _check_alignment(number, each, median(deviations))


def _check_length(number: int, each: SentenceProof, usual: float) -> Iterator[Fault]:
    share = each.ms_per_letter / usual
    if not LENGTH_RANGE[0] <= share <= LENGTH_RANGE[1]:
        message = f"its sound has {share:.0%} of the usual length for its text"
        yield _fault("length", message, number, each)


def _check_pitch(number: int, each: SentenceProof, usual: float) -> Iterator[Fault]:
    if not PITCH_RANGE[0] <= each.pitch / usual <= PITCH_RANGE[1]:
        message = f"its pitch is {each.pitch:.0f} Hz instead of about {usual:.0f} Hz"
        yield _fault("pitch", f"{message}, as of another voice", number, each)


def _check_alignment(number: int, each: SentenceProof, usual: float) -> Iterator[Fault]:
    assert each.alignment is not None
    if each.alignment > max(MAX_DEVIATION_MS, MAX_DEVIATION_RATIO * usual):
        message = f"its words are {each.alignment:.0f} ms from their times, usually {usual:.0f} ms"
        yield _fault("alignment", message, number, each)


def check_words(words: Sequence[dict[str, Any]], levels: Sequence[float]) -> Iterator[Fault]:
    """Words without sound inside sentences that have some."""
    for word, level in zip(words, levels, strict=True):
        if level < median(levels) - 2 * abs(MIN_LEVEL_DIFFERENCE) and len(word["spoken"]) > 2:
            message = f"the word “{word['text']}” is silent"
            yield Fault(kind="words", message=message, at=word["start"])


def check_recording(
    *, duration: int, expected: int, loudness: float, true_peak: float, longest_silence: int
) -> Iterator[Fault]:
    """The faults of the recording as a whole."""
    low, high = LOUDNESS_RANGE
    checks: tuple[tuple[FaultKind, bool, str], ...] = (
        (
            "duration",
            abs(duration - expected) > MAX_DURATION_ERROR_MS,
            f"it lasts {duration} ms, and its word timings {expected} ms",
        ),
        (
            "loudness",
            duration >= MIN_LOUDNESS_MS and not low <= loudness <= high,
            f"its loudness is {loudness:.1f} LUFS instead of {low:.0f} to {high:.0f}",
        ),
        ("peak", true_peak > MAX_TRUE_PEAK, f"its true peak is {true_peak:.1f} dBTP"),
        ("silence", longest_silence > MAX_SILENCE_MS, f"it is silent for {longest_silence} ms"),
    )
    for kind, is_wrong, message in checks:
        if is_wrong:
            yield Fault(kind=kind, message=message, at=0)


def check_tags(has_synthetic_notice: bool, signature: Signature | None) -> Iterator[Fault]:
    """The faults of the file's tags."""
    if not has_synthetic_notice:
        message = "it does not say for machines that its voice is synthetic"
        yield Fault(kind="notice", message=message, at=0)
    if signature and not signature.is_intact:
        message = f"it was changed after {signature.signer or 'somebody'} signed it"
        yield Fault(kind="signature", message=message, at=0)


def _fault(kind: FaultKind, message: str, number: int, sentence: SentenceProof) -> Fault:
    return Fault(kind=kind, message=message, at=sentence.start, sentence=number)
