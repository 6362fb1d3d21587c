"""Sound before and after a story, such as the music of a publisher.

It overlaps with the first and the last sentence only, so no other sentence changes. Under speech it
is ducked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from earshot.audio.dsp import db_to_factor, limit
from earshot.audio.ffmpeg import decode_flac
from earshot.files import write_file
from earshot.mastering import CEILING_DBTP, LOOKAHEAD_SECONDS, RATE
from earshot.model import Samples, Segment
from earshot.synthesis.human_recordings import (
    UnsuitableRecording,
    decode_recording,
    encode_sentence,
    measure_gain,
    trim_silence,
)

MIN_SECONDS, MAX_SECONDS = 1.0, 30.0

OVERLAP_SECONDS = 2.5
"""How long it is heard together with speech."""
DUCK_DB = -20.0
"""Under speech."""
RAMP_SECONDS = 0.4
"""For ducking, and for the end of ducking."""
FADE_SECONDS = 0.02
"""At its start, which may be loud at once."""
END_FADE_SECONDS = 0.8


def store_site_audio(source: Path, target: Path) -> float:
    """Give a file of any audio format the loudness of the voices, and store it; return its length
    in seconds. Raises UnsuitableRecording."""
    sound = trim_silence(decode_recording(source, MAX_SECONDS))
    if len(sound) < MIN_SECONDS * RATE:
        raise UnsuitableRecording(reason=f"it lasts less than {MIN_SECONDS:.0f} s, or is silent")
    write_file(target, encode_sentence(sound, measure_gain(sound), ()))
    return len(sound) / RATE


def add_site_audio(
    segments: Iterable[Segment], intro: Path, outro: Path, *, first: int, count: int
) -> Iterator[Segment]:
    """The segments from `first` on of `count`, with the sounds in these files, if they exist."""
    for number, segment in enumerate(segments, first):
        mixed = segment
        if number == 0 and (sound := _load(intro)) is not None:
            mixed = add_intro(mixed, sound)
        if number == count - 1 and (sound := _load(outro)) is not None:
            mixed = add_outro(mixed, sound)
        yield mixed


def _load(path: Path) -> Samples | None:
    return decode_flac(path.read_bytes())[0] if path.is_file() else None


def add_intro(segment: Segment, sound: Samples) -> Segment:
    """The segment after the sound, which ends under its first words."""
    speech_start = segment.timings[0].start - segment.start if segment.timings else 0
    overlap = _overlap(sound, len(segment.samples) - speech_start)
    offset = max(0, len(sound) - overlap - speech_start)
    ramp = min(round(RAMP_SECONDS * RATE), len(sound) - overlap)
    at = len(sound) - overlap
    shaped = sound * _curve(
        len(sound),
        (0, 0.0),
        (round(FADE_SECONDS * RATE), 1.0),
        (at - ramp, 1.0),
        (at, db_to_factor(DUCK_DB)),
        (len(sound), 0.0),
    )
    timings = tuple(
        replace(each, start=each.start + offset, end=each.end + offset) for each in segment.timings
    )
    return replace(segment, samples=_mix(shaped, segment.samples, offset), timings=timings)


def add_outro(segment: Segment, sound: Samples) -> Segment:
    """The segment before the sound, which begins under its last words."""
    speech_end = segment.timings[-1].end - segment.start if segment.timings else 0
    overlap = _overlap(sound, speech_end)
    ramp = round(RAMP_SECONDS * RATE)
    shaped = sound * _curve(
        len(sound),
        (0, 0.0),
        (min(ramp, overlap), db_to_factor(DUCK_DB)),
        (overlap, db_to_factor(DUCK_DB)),
        (overlap + ramp, 1.0),
        (len(sound) - round(END_FADE_SECONDS * RATE), 1.0),
        (len(sound), 0.0),
    )
    return replace(segment, samples=_mix(segment.samples, shaped, speech_end - overlap))


def _overlap(sound: Samples, speech: int) -> int:
    return max(0, min(round(OVERLAP_SECONDS * RATE), len(sound) // 3, speech))


def _curve(length: int, *points: tuple[int, float]) -> Samples:
    """The gain of each sample: straight lines between the points, in ascending order."""
    places = np.maximum.accumulate([max(0, min(place, length)) for place, _ in points])
    gains: Samples = np.interp(np.arange(length), places, [gain for _, gain in points]).astype(
        np.float32
    )
    return gains


def _mix(first: Samples, second: Samples, at: int) -> Samples:
    """The second sound begins `at` samples after the first one."""
    mixed = np.zeros(max(len(first), at + len(second)), np.float32)
    mixed[: len(first)] += first
    mixed[at : at + len(second)] += second
    return limit(mixed, db_to_factor(CEILING_DBTP), round(LOOKAHEAD_SECONDS * RATE))
