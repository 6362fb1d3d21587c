import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from recordings import master
from sentences import make_utterance
from test_dsp import tone

from earshot.audio.dsp import true_peaks
from earshot.audio.ffmpeg import measure_loudness
from earshot.mastering import (
    CEILING_DBTP,
    FRAME_SAMPLES,
    RATE,
    TARGET_LUFS,
    calibrate_gain,
    pad_last_frame,
)
from earshot.model import Segment, Speech, Timing, Utterance

VOICE_RATE = 16_000


def hum(text: str, seconds: float, level: float = 0.2) -> tuple[Utterance, Speech]:
    """A sentence hummed on one note, with words of equal length."""
    sentence = make_utterance(text, pause=400)
    time = np.arange(round(seconds * VOICE_RATE)) / VOICE_RATE
    samples = (level * np.sin(2 * np.pi * 220 * time)).astype(np.float32)
    step = len(samples) // len(sentence.words)
    timings = tuple(
        Timing(word=word, start=number * step, end=(number + 1) * step)
        for number, word in enumerate(sentence.words)
    )
    return sentence, Speech(samples=samples, rate=VOICE_RATE, timings=timings)


def joined(passages: list[Segment]) -> np.ndarray:
    return np.concatenate([passage.samples for passage in passages])


def test_the_gain_of_a_voice_brings_it_to_minus_16_lufs() -> None:
    said = [hum("One two three.", 3.0, level) for level in (0.05, 0.04, 0.06)]
    gain = calibrate_gain(speech for _, speech in said)
    heard = measure_loudness([p.samples for p in master(said, gain)], RATE)
    assert abs(heard.integrated - TARGET_LUFS) <= 0.5


def test_a_silent_voice_gets_no_gain() -> None:
    assert (
        calibrate_gain([Speech(samples=np.zeros(48_000, np.float32), rate=RATE, timings=())]) == 0
    )


def test_no_peak_passes_the_ceiling_however_much_gain_there_is() -> None:
    [passage] = master([hum("One two three.", 2.0, level=0.9)], 12.0)
    assert float(true_peaks(passage.samples).max()) <= 10 ** (CEILING_DBTP / 20) * 1.001


def test_the_pause_after_an_utterance_is_as_long_as_written() -> None:
    said = [hum("One.", 1.0), hum("Two.", 1.0)]
    first, second = master(said, 0.0)
    sounding = np.flatnonzero(first.samples)
    assert abs((len(first.samples) - sounding[-1]) / RATE - 0.4) < 0.01
    assert second.start == len(first.samples) == first.end


def test_there_is_no_click_at_a_join() -> None:
    # Cut at the peak of the wave, a hum would jump from full level to silence.
    said = [hum("One two.", 1.0011), hum("Three four.", 0.777), hum("Five.", 0.5043)]
    passages = list(master(said, 0.0))
    steepest = float(np.abs(np.diff(tone(220, 1.0, 0.2))).max())
    assert float(np.abs(np.diff(joined(passages))).max()) <= steepest * 1.05


@given(
    st.lists(st.floats(0.05, 1.5), min_size=1, max_size=6), st.sampled_from([8_000, 16_000, 22_050])
)
@settings(max_examples=40)
def test_timings_rise_and_end_inside_the_recording(lengths: list[float], rate: int) -> None:
    said = []
    for seconds in lengths:
        sentence, speech = hum("One two three.", seconds)
        said.append((sentence, Speech(samples=speech.samples, rate=rate, timings=speech.timings)))
    passages = list(pad_last_frame(master(said, 0.0), len(said)))
    edges = [e for p in passages for t in p.timings for e in (t.start, t.end)]
    assert edges == sorted(edges)
    assert edges[-1] <= passages[-1].end == len(joined(passages))
    assert passages[-1].end % FRAME_SAMPLES == 0
    for passage in passages:
        assert passage.start <= passage.timings[0].start
        assert passage.timings[-1].end <= passage.end


def test_an_utterance_gives_the_same_samples_at_any_position() -> None:
    one, two = hum("One.", 1.0), hum("Two.", 0.7, level=0.9)
    alone = list(master([two], 6.0))
    after = list(master([one, two], 6.0))
    assert np.array_equal(alone[0].samples, after[1].samples)


def test_a_narration_of_nothing_is_nothing() -> None:
    assert list(pad_last_frame(master([], 0.0), 0)) == []
