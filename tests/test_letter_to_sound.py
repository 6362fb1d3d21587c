import re

import pytest

from earshot.phonemes import is_ipa
from earshot.script.g2p import letter_to_sound


@pytest.mark.parametrize(
    ("word", "ipa"),
    [
        ("wrighton", "ˈɹaɪtən"),
        ("gnatley", "ˈnætli"),
        ("schoenfelder", "ˈʃoʊnˌfɛldɚ"),
        ("marchesani", "mɑɹkɛˈsɑni"),
    ],
)
def test_an_unlisted_name_is_pronounced_by_its_letters(word: str, ipa: str) -> None:
    assert letter_to_sound.letters_to_ipa(word) == ipa


@pytest.mark.parametrize("word", ["brindlemoor", "zaborowski", "xanthopolis", "phelandrick"])
def test_a_word_of_several_syllables_has_one_main_stress(word: str) -> None:
    assert letter_to_sound.letters_to_ipa(word).count("ˈ") == 1


@pytest.mark.parametrize("word", ["qqqq", "xzxzxzxz", "bcdfg", "a" * 200, "zq" * 30])
def test_any_row_of_letters_is_read_or_left(word: str) -> None:
    said = letter_to_sound.letters_to_ipa(word)
    assert not said or is_ipa(said)


def test_no_word_has_letters_outside_the_alphabet_of_the_model() -> None:
    listed = {letter for letter, _ in letter_to_sound._read_model().units if letter}
    assert listed == set("abcdefghijklmnopqrstuvwxyz")


def test_a_window_is_the_letter_after_those_around_it() -> None:
    assert letter_to_sound.window_of("abc", 0) == b"###c#ba"
    assert re.fullmatch(rb"[#a-z]{7}", letter_to_sound.window_of("word", 2))
