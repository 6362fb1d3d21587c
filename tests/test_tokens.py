import pytest

from earshot.voices.durations import NO_WORD
from earshot.voices.house_model.tokens import SYMBOLS, build_tokens, phones


def test_every_symbol_has_a_number_of_its_own() -> None:
    assert len(set(SYMBOLS)) == len(SYMBOLS)


@pytest.mark.parametrize(
    ("ipa", "said"),
    [
        ("nˈuːz", "n ˈuː z"),
        ("ˈbeɪ.sɪŋ.ər", "b ˈeɪ s ɪ ŋ ə ɹ"),  # in dictionaries, stress marks precede the syllable
        ("sˈɜːʔn̩", "s ˈɜː ʔ ə n"),
        ("t͡ʃˈɜːt͡ʃ", "tʃ ˈɜː tʃ"),
        ("ɡˈɑːɹdn̩", "ɡ ˈɑː ɹ d ə n"),
        ("xoˈse", "k oʊ s ˈeɪ"),
        ("東京", ""),
    ],
)
def test_ipa_becomes_the_phones_of_the_voice(ipa: str, said: str) -> None:
    assert " ".join(phones(ipa)) == said


def test_every_word_has_its_slot_and_the_last_one_closes_the_sentence() -> None:
    made = build_tokens(
        [(0, ["aɪ"], ","), (1, ["w", "ɛ", "n", "t"], ""), (2, ["h", "oʊ", "m"], "?")]
    )
    assert " ".join(made.symbols) == "^ aɪ , w ɛ n t   h oʊ m ?"
    assert made.word_indices == (-1, 0, -1, 1, 1, 1, 1, -1, 2, 2, 2, -1)


def test_a_word_without_phones_has_no_token_but_its_full_stop_counts() -> None:
    made = build_tokens([(0, ["aɪ"], ""), (1, [], "?")])
    assert made.symbols == ("^", "aɪ", "?")
    assert made.word_indices == (NO_WORD, 0, NO_WORD)


def test_a_stretch_that_ends_at_a_comma_ends_in_one() -> None:
    assert build_tokens([(0, ["aɪ"], ",")]).symbols[-1] == ","
    assert build_tokens([(0, ["aɪ"], "")]).symbols[-1] == "."
