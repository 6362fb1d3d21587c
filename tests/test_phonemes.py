"""Conversion of IPA to the alphabets of all engines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earshot.phonemes import NotIpa, arpabet, espeak, ipa_of

PHONES = "AE EH EY OW OY AY AW B CH DH F G HH JH K L M N NG P R S TH V W Z".split()
"""Phones that cannot be confused with their neighbours in IPA."""
VOWELS = set(PHONES[:7])


@pytest.mark.parametrize(
    ("ipa", "phones"),
    [
        ("ˈstɑɹmɚ", "S T AA1 R M ER0"),
        ("ˈstɑːmə", "S T AA1 M AH0"),
        ("həˈləʊ", "HH AH0 L OW1"),
        ("nuz", "N UW1 Z"),
        ("ðə", "DH AH0"),
        ("bʌt", "B AH1 T"),
        ("t͡ʃɪn", "CH IH1 N"),
        ("ʒɑ̃", "ZH AA1 N"),
        ("lɒx", "L AA1 K"),
        ("nɪə", "N IH1 AH0"),
        ("ɔstin", "AO1 S T IY0 N"),
    ],
)
def test_ipa_becomes_the_phones_of_cmu(ipa: str, phones: str) -> None:
    assert arpabet(ipa) == tuple(phones.split())


@pytest.mark.parametrize(
    ("ipa", "mnemonics"),
    [("ˈstɑɹmɚ", "st'A@m3"), ("nɪə", "n'i@"), ("ˈlɒndən", "l'0nd@n"), ("ˈvɛɹi", "v'Eri")],
)
def test_ipa_becomes_the_mnemonics_of_espeak(ipa: str, mnemonics: str) -> None:
    assert espeak(ipa) == mnemonics


def test_the_stress_mark_precedes_the_consonants_of_its_syllable() -> None:
    assert ipa_of("IH0 L EH1 K T R IH0 K".split()) == "ɪˈlɛktɹɪk"
    assert ipa_of("AH0 N S T R IH1 NG".split()) == "ənˈstɹɪŋ"


def test_a_symbol_that_is_not_ipa_is_rejected_by_name() -> None:
    with pytest.raises(NotIpa, match="“7”"):
        arpabet("ab7")


@given(st.lists(st.sampled_from(PHONES), min_size=1, max_size=12))
def test_phones_come_back_from_their_ipa(names: list[str]) -> None:
    phones = [f"{name}0" if name in VOWELS else name for name in names]
    stressed = next((n for n, name in enumerate(names) if name in VOWELS), None)
    if stressed is not None:
        phones[stressed] = f"{names[stressed]}1"
    assert ipa_of(arpabet(ipa_of(phones))) == ipa_of(phones)
