from sentences import make_utterance

from earshot.voices.engines.silent import Silent


def test_the_silent_voice_returns_silence_of_realistic_length() -> None:
    speech = Silent().open("reader", "en-US", 1.0).synthesize(make_utterance("Five people left."))
    assert not speech.samples.any()
    assert 0.8 < len(speech.samples) / speech.rate < 1.5
    assert [timing.word.spoken for timing in speech.timings] == ["Five", "people", "left"]


def test_at_twice_the_pace_it_takes_half_the_time() -> None:
    sentence = make_utterance("Nobody left before midnight, said the mayor.")
    slow = Silent().open("reader", "en-US", 1.0).synthesize(sentence)
    fast = Silent().open("reader", "en-US", 2.0).synthesize(sentence)
    assert abs(len(slow.samples) / len(fast.samples) - 2) < 0.01
