"""English number words, beside those of num2words."""

import random

import pytest
from num2words import num2words

from earshot.script.normalize.number_words import spell_cardinal, spell_ordinal
from earshot.script.verbalization import spoken_form


def _choose_numbers() -> list[int]:
    chosen = random.Random(16)
    sizes = [chosen.randrange(10 ** chosen.randrange(1, 16)) for _ in range(2_000)]
    rounded = [size // 1_000 * 1_000 + chosen.randrange(130) for size in sizes[:500]]
    return [each for each in (*range(1_200), *sizes, *rounded) if each < 10**15]


def test_cardinals_are_those_of_num2words() -> None:
    for number in _choose_numbers():
        assert spell_cardinal(number) == num2words(number, lang="en").replace(",", "")
        assert spell_cardinal(-number) == num2words(-number, lang="en").replace(",", "")


def test_ordinals_are_those_of_num2words() -> None:
    for number in _choose_numbers():
        expected = num2words(number, lang="en", to="ordinal").replace(",", "")
        assert spell_ordinal(number) == expected


@pytest.mark.parametrize("language", ["de", "es", "fr", "it", "nl", "pl", "pt"])
@pytest.mark.parametrize("number", ["0", "00", "1000000000000", "999999999999999"])
def test_numbers_that_num2words_cannot_say_break_no_sentence(language: str, number: str) -> None:
    for written in (f"{number}.", f"{number}. x", f"{number}º", f"1/{number}", f"{number}e"):
        assert spoken_form(f"A {written} B", language=language)
