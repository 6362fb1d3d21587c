"""The phonemes of `pronunciation` are the ones that each voice speaks."""

from collections.abc import Sequence

import pytest

from earshot import pronunciation
from earshot.model import Word
from earshot.phonemes import arpabet, espeak
from earshot.script.g2p import add_phonemes
from earshot.script.normalize import verbalize_sentence
from earshot.voices.engines.espeak import Espeak
from earshot.voices.engines.flite import Flite
from earshot.voices.phonemizer import Phonemizer

SENTENCES = (
    "Xi Jinping met Iga Swiatek in Worcester, and they will present the record.",
    "The rebel leader read a live statement to Villaseñor on Friday.",
    "Tears ran down as the road wound through Leicester to Reading.",
    "Fine Gael and Sinn Féin object to the lead pipes, Zelenskyy's aide said.",
    "Police used tear gas in Nice, where Guðmundsson used to live.",
)


def prepared(sentence: str, language: str = "en-US") -> tuple[Word, ...]:
    return add_phonemes(sentence, 0, verbalize_sentence(sentence, 0, None, language), language)


def chosen(found: Sequence[Word]) -> list[int]:
    return [number for number, word in enumerate(found) if word.phonemes]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_the_words_that_need_them_bear_the_phonemes_of_pronunciation(sentence: str) -> None:
    found = prepared(sentence)
    assert len(chosen(found)) >= 4
    for number in chosen(found):
        word = found[number]
        assert word.phonemes == pronunciation(sentence, (word.start, word.end))


@pytest.mark.parametrize("sentence", SENTENCES)
def test_flite_says_the_phonemes_it_is_given(sentence: str) -> None:
    found = prepared(sentence)
    heard = Flite().open("slt", "en-US", 1.0).phonemize(found)
    for number in chosen(found):
        wanted = [phone.rstrip("012").lower() for phone in arpabet(found[number].phonemes or "")]
        assert heard[number].replace("ax", "ah").split() == wanted


@pytest.mark.parametrize("language", ["en-US", "en-GB"])
@pytest.mark.parametrize("sentence", SENTENCES)
def test_espeak_says_the_phonemes_it_is_given(sentence: str, language: str) -> None:
    """Compared with eSpeak NG's own mnemonics spoken alone, since it has its own signs."""
    found = prepared(sentence, language)
    voice = Espeak().open(language.lower(), language, 1.0)
    heard = "".join(voice.phonemize(found))
    for number in chosen(found):
        alone = voice.phonemize([found[number]])[0]
        assert espeak(found[number].phonemes or "")
        assert bare(alone)[:-1] in bare(heard)
    voice.close()


def bare(ipa: str) -> str:
    """Remove stress, and differences that eSpeak NG makes between words."""
    plain = ipa.translate({ord(sign): None for sign in "ˈˌː"})
    return plain.replace("ɾ", "t").replace("ᵻ", "ɪ").replace("ɐ", "ə")


def test_an_unambiguous_word_is_left_to_the_voice() -> None:
    found = prepared("The officials said that 12 people left the building early.")
    assert chosen(found) == []


def test_phonemes_that_are_not_ipa_are_left_to_the_voice() -> None:
    word = Word(text="Xi", spoken="She", block=0, start=0, phonemes="7~7", boundary=".")
    assert Flite().open("slt", "en-US", 1.0).phonemize([word]) == ["sh iy"]
    voice = Espeak().open("en-us", "en-US", 1.0)
    assert voice.phonemize([word]) == ["ʃˈiː"]
    voice.close()


@pytest.mark.parametrize(
    ("sentence", "written"),
    [
        ("The FAA said so.", "FAA"),
        ("Bradley A. Carroll left.", "A."),
        ("Plan A failed on us.", "A"),
        ("He got an A, she said.", "A"),
        ("Hepatitis A spread there.", "A"),
    ],
)
def test_the_letter_a_is_never_read_as_the_article(sentence: str, written: str) -> None:
    found = prepared(sentence)
    at = next(number for number, word in enumerate(found) if word.text == written)
    assert Flite().open("slt", "en-US", 1.0).phonemize(found)[at].endswith("ey")
    voice, spelling = Espeak().open("en-us", "en-US", 1.0), Phonemizer("en-us")
    assert bare(voice.phonemize(found)[at]).endswith("eɪ")
    assert [bare(each.ipa) for each in spelling.phonemize(found) if each.word_index == at][
        -1
    ] == "eɪ"
    voice.close()
    spelling.close()


def test_the_article_stays_one() -> None:
    assert all(word.phonemes is None for word in prepared("A level field is a fair one."))


def test_neural_voices_are_fed_the_signs_that_they_were_trained_on() -> None:
    spelling = Phonemizer("en-us")
    found = prepared("They met Starmer then in Nice.")
    fed = {found[each.word_index].text: each.ipa for each in spelling.phonemize(found)}
    spelling.close()
    assert (fed["Starmer"], fed["Nice"]) == ("stˈɑːɹmɚ", "nˈiːs")
