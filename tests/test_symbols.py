import pytest

from earshot.voices.house_model.symbols import (
    ENGLISH,
    GERMAN,
    SLOT_IDS,
    SLOTS,
    SYMBOL_SETS,
    SymbolSet,
)


@pytest.mark.parametrize("symbol_set", SYMBOL_SETS.values(), ids=SYMBOL_SETS)
def test_every_symbol_has_a_number_of_its_own(symbol_set: SymbolSet) -> None:
    assert len(set(symbol_set.symbols)) == len(symbol_set.symbols)


@pytest.mark.parametrize("symbol_set", SYMBOL_SETS.values(), ids=SYMBOL_SETS)
def test_a_replacement_consists_of_phones_of_its_set(symbol_set: SymbolSet) -> None:
    spelled = " ".join(symbol_set.replacements.values()).split()
    assert set(spelled) <= {*symbol_set.consonants, *symbol_set.vowels}


@pytest.mark.parametrize("symbol_set", SYMBOL_SETS.values(), ids=SYMBOL_SETS)
def test_slots_have_the_same_ids_in_every_set(symbol_set: SymbolSet) -> None:
    assert {slot: symbol_set.ids[slot] for slot in SLOTS} == SLOT_IDS


def test_the_symbols_of_voices_that_exist_never_change() -> None:
    assert ENGLISH.version == "en-3aac36e1"


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
def test_english_ipa_becomes_the_phones_of_the_voice(ipa: str, said: str) -> None:
    assert " ".join(ENGLISH.parse_ipa(ipa)) == said


@pytest.mark.parametrize(
    ("ipa", "said"),
    [
        ("ˈʊɐʃpɾʏŋlˌɪç", "ˈʊ ɐ ʃ p ʁ ʏ ŋ l ˌɪ ç"),
        ("tsˈaɪt", "t s ˈaɪ t"),
        ("dˈɔøtʃ", "d ˈɔø tʃ"),
        ("rˌɛstoːrˈɑ̃", "ʁ ˌɛ s t oː ʁ ˈa ŋ"),  # a loan word
        ("ˈeəpɔːt", "ˈɛː ɐ p oː t"),  # an English word
    ],
)
def test_german_ipa_becomes_the_phones_of_the_voice(ipa: str, said: str) -> None:
    assert " ".join(GERMAN.parse_ipa(ipa)) == said
