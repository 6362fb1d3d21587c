"""The pronouncing dictionary."""

from importlib.resources import files

import pytest

from earshot.phonemes import arpabet
from earshot.script.g2p.dictionary import lookup_word


@pytest.mark.parametrize(
    ("word", "ipa"),
    [
        ("thyme", "taɪm"),
        ("heifer", "ˈhɛfɚ"),
        ("hygienist", "haɪˈdʒinɪst"),
        ("nobly", "ˈnoʊbli"),
        ("shoebox", "ˈʃuˌbɑks"),
        ("lazily", "ˈleɪzəli"),
        ("dovish", "ˈdʌvɪʃ"),
        ("chandeliers", "ˌʃændəˈlɪɹz"),
        ("fajitas", "fəˈhitəz"),
        ("merlot", "mɚˈloʊ"),
        ("gibberish", "ˈdʒɪbɚɪʃ"),
        ("stronger", "ˈstɹɔŋɡɚ"),
        ("tissues", "ˈtɪʃuz"),
        ("harbingers", "ˈhɑɹbɪndʒɚz"),
        ("wednesday", "ˈwɛnzˌdeɪ"),
        ("viagra", "vaɪˈæɡɹə"),
        ("kia", "ˈkiə"),
        ("sega", "ˈseɪɡə"),
        ("wyden", "ˈwaɪdən"),
        ("brodie", "ˈbɹoʊdi"),
        ("makepeace", "ˈmeɪkˌpis"),
        ("carbajal", "ˌkɑɹbəˈhɑl"),
        ("bulger", "ˈbʌldʒɚ"),
        ("spacek", "ˈspeɪsɛk"),
        ("gibb", "ɡɪb"),
        ("macomb", "məˈkoʊm"),
        ("pyrenees", "ˈpɪɹəˌniz"),
        ("plesiosaur", "ˈplisiəsɔɹ"),
        ("sertraline", "ˈsɝtɹəlin"),
        ("myocarditis", "ˌmaɪoʊkɑɹˈdaɪtɪs"),
        ("quesadillas", "ˌkeɪsəˈdijəz"),
    ],
)
def test_a_word_has_the_sounds_of_broadcasters(word: str, ipa: str) -> None:
    assert lookup_word(word) == ipa


@pytest.mark.parametrize(
    ("stem", "form"),
    [
        ("writhe", "writhed"),
        ("unnerve", "unnerved"),
        ("elope", "eloped"),
        ("berate", "berated"),
        ("venue", "venues"),
        ("beret", "berets"),
        ("exhume", "exhumed"),
    ],
)
def test_an_inflected_word_has_the_sounds_of_its_stem(stem: str, form: str) -> None:
    sounds = arpabet(lookup_word(stem))
    assert arpabet(lookup_word(form))[: len(sounds) - 1] == sounds[:-1]


@pytest.mark.parametrize("word", ["homework", "advance", "aardvark", "brisbane", "bestseller"])
def test_stress_marks_divide_words_as_english_does(word: str) -> None:
    ipa = lookup_word(word)
    assert not any(f"{mark}{onset}" in ipa for mark in "ˈˌ" for onset in ("mw", "dv", "zb", "ts"))


@pytest.mark.parametrize("name", ["dictionary.txt", "names.tsv"])
def test_a_list_is_sorted_so_that_each_word_is_found(name: str) -> None:
    lines = files("earshot.script.g2p").joinpath(name).read_bytes().splitlines()
    words = [line.split(b"\t")[0] for line in lines if not line.startswith(b"#")]
    assert words == sorted(set(words))
