import multiprocessing
import os
import random
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sentences import make_utterance

from earshot import speech_cache
from earshot.audio import ffmpeg
from earshot.errors import InvalidOption
from earshot.files import is_temporary
from earshot.mastering import RATE, master_speech
from earshot.model import Speech, Utterance, Word
from earshot.speech_cache import SpeechCache, cache_key
from earshot.voices.engines.silent import SilentVoice

SENTENCE = make_utterance("Nobody left before midnight.")


def hum(sentence: Utterance = SENTENCE, level: float = 0.1) -> Speech:
    speech = SilentVoice(1.0).synthesize(sentence)
    noise = np.random.default_rng(0).normal(0, level, len(speech.samples)).astype(np.float32)
    return master_speech(replace(speech, samples=noise), 0.0)


@pytest.fixture
def speeches(tmp_path: Path) -> SpeechCache:
    return SpeechCache(tmp_path / "speech")


def test_a_cached_speech_is_equal_to_the_sample(speeches: SpeechCache) -> None:
    speech = hum()
    speeches.put("ab12", speech)
    again = speeches.get("ab12", SENTENCE)
    assert again is not None
    assert again == speech
    assert again.samples.tobytes() == speech.samples.tobytes()


def test_the_times_come_back_on_the_words_that_ask(speeches: SpeechCache) -> None:
    speeches.put("ab12", hum())
    elsewhere = Utterance(words=tuple(replace(w, block=7) for w in SENTENCE.words))
    again = speeches.get("ab12", elsewhere)
    assert again is not None
    assert [timing.word for timing in again.timings] == list(elsewhere.words)


def test_a_speech_that_was_not_stored_is_not_found(speeches: SpeechCache) -> None:
    assert speeches.get("ab12", SENTENCE) is None


@given(st.integers(0, 5))
def test_the_key_contains_every_property_of_the_speech(place: int) -> None:
    facts = ["engine 1", "model", "speaker", 1.0, -3.5, "x"]
    other = [*facts[:place], "another", *facts[place + 1 :]]
    assert cache_key(facts, SENTENCE) != cache_key(other, SENTENCE)


@pytest.mark.parametrize("change", [{"spoken": "x"}, {"phonemes": "ˈx"}, {"boundary": ";"}])
def test_every_fact_of_the_reading_is_in_the_key(change: dict[str, str]) -> None:
    first, *rest = SENTENCE.words
    other = Utterance(words=(replace(first, **change), *rest))  # type: ignore[arg-type]
    assert cache_key(["a"], SENTENCE) != cache_key(["a"], other)


def test_the_same_words_elsewhere_have_the_same_key() -> None:
    first, *rest = SENTENCE.words
    moved = Word(text="NOBODY", spoken=first.spoken, block=3, start=99)
    elsewhere = Utterance(words=(moved, *rest), role="quotation", pause=900)
    assert cache_key(["a"], SENTENCE) == cache_key(["a"], elsewhere)


@pytest.mark.parametrize("damage", ["cut", "empty", "html", "notes"])
def test_a_damaged_file_is_replaced(speeches: SpeechCache, damage: str) -> None:
    speech = hum()
    speeches.put("ab12", speech)
    [file] = speeches._folder.glob("??/*.flac")
    whole = file.read_bytes()
    damaged = {
        "cut": whole[: len(whole) // 2],
        "empty": b"",
        "html": b"<html>",
        "notes": ffmpeg.encode_flac(speech.samples, RATE, '{"samples": 3}'),
    }
    file.write_bytes(damaged[damage])
    assert speeches.get("ab12", SENTENCE) is None
    assert not file.exists()


def test_the_least_recently_used_file_is_removed_first(speeches: SpeechCache) -> None:
    for number in range(10):
        speeches.put(f"{number:02}aa", hum())
        os.utime(speeches._file(f"{number:02}aa"), (number, number))
    assert speeches.get("00aa", SENTENCE)
    size = speeches._file("00aa").stat().st_size
    speeches.sweep(6 * size)
    left = [number for number in range(10) if speeches.get(f"{number:02}aa", SENTENCE)]
    assert left == [0, 6, 7, 8, 9]


def test_only_incomplete_files_are_removed_from_a_cache_with_room(speeches: SpeechCache) -> None:
    speeches.put("ab12", hum())
    old, new = (speeches._folder / f"ab/.earshot-{name}.flac" for name in ("old", "new"))
    for file in (old, new):
        file.write_bytes(b"half")
    os.utime(old, (0, 0))
    speeches.sweep(10_000_000)
    assert speeches.get("ab12", SENTENCE)
    assert (old.exists(), new.exists()) == (False, True)


def test_it_removes_old_files_automatically(
    speeches: SpeechCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EARSHOT_CACHE_SIZE", "1")
    speeches.put("ab00", hum())
    mark = speeches._folder / "swept"
    long_ago = time.time() - 2 * speech_cache.SWEEP_SECONDS
    for number in range(40):
        os.utime(mark, (long_ago, long_ago))
        speeches.put(f"ab{number:02}", hum(level=0.1 + number / 1000))
    total = sum(file.stat().st_size for file in speeches._folder.rglob("*.flac"))
    assert 500_000 < total <= 1_000_000
    assert mark.stat().st_mtime > long_ago


def test_a_disk_that_says_no_costs_nothing_but_the_making(tmp_path: Path) -> None:
    (tmp_path / "speech").write_text("a file where the folder should be")
    speeches = SpeechCache(tmp_path / "speech")
    speeches.put("ab12", hum())
    assert speeches.get("ab12", SENTENCE) is None


def test_a_full_disk_costs_nothing_but_the_making() -> None:
    speeches = SpeechCache(Path("/dev/full"))
    speeches.put("ab12", hum())
    assert speeches.get("ab12", SENTENCE) is None


@pytest.mark.parametrize("wrong", ["much", "-1", "1.5"])
def test_a_size_that_is_not_a_number_is_rejected(
    wrong: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EARSHOT_CACHE_SIZE", wrong)
    with pytest.raises(InvalidOption, match="EARSHOT_CACHE_SIZE"):
        speech_cache.max_bytes()


def write_read_and_sweep(folder: Path, number: int) -> None:
    speeches, speech, dice = SpeechCache(folder), hum(), random.Random(number)
    for _ in range(150):
        name = f"{dice.randrange(12):02}aa"
        found = speeches.get(name, SENTENCE)
        assert found is None or found.samples.tobytes() == speech.samples.tobytes()
        speeches.put(name, speech)
        if dice.random() < 0.1:
            speeches.sweep(300_000)


def test_many_processes_write_read_and_sweep_at_once(tmp_path: Path) -> None:
    fork = multiprocessing.get_context("fork")
    busy = [
        fork.Process(target=write_read_and_sweep, args=(tmp_path / "s", number))
        for number in range(4)
    ]
    for process in busy:
        process.start()
    for process in busy:
        process.join(60)
    assert [process.exitcode for process in busy] == [0, 0, 0, 0]
    assert not [file for file in tmp_path.rglob("*/??/*") if is_temporary(file)]
