"""Property-based tests of G2P: no word is lost, and the output is IPA for any input."""

from hypothesis import example, given
from hypothesis import strategies as st
from test_normalize_properties import TEXTS

from earshot.model import Word
from earshot.phonemes import arpabet, espeak
from earshot.script.edits import LexiconEntry
from earshot.script.g2p import add_phonemes, pronounce_words
from earshot.script.lexicon import Lexicon
from earshot.script.normalize import verbalize_sentence
from earshot.script.segmentation import sentence_spans

ENGLISH = st.sampled_from(("en-US", "en-GB"))
ENTRIES = st.builds(
    LexiconEntry,
    written=st.sampled_from(
        ("Oct.", "9/11", "million", "King Charles III", "FBI", "Ave.", "naïve")
    ),
    kind=st.sampled_from(("say", "spell")),
    value=st.just("so it goes"),
)


@given(TEXTS, ENGLISH)
@example("Ω" * 500, "en-US")
@example("é" * 10_000, "en-US")
@example("-".join(["Ab"] * 3_000), "en-GB")
@example("A\u0301\u0301\u0301b שלום 今天 \ud800 Xi\u200b Jinping", "en-US")
def test_words_keep_their_offsets_and_get_only_ipa(text: str, language: str) -> None:
    for span in sentence_spans(text, language):
        before = verbalize_sentence(text, 0, span, language)
        after = add_phonemes(text[slice(*span)], span[0], before, language)
        assert [(w.text, w.spoken, w.start) for w in before] == [
            (w.text, w.spoken, w.start) for w in after
        ]
        for word in after:
            for ipa in (word.phonemes or "").split():
                assert arpabet(ipa)
                assert espeak(ipa)


@given(TEXTS, ENGLISH)
def test_every_spoken_word_has_a_pronunciation(text: str, language: str) -> None:
    for span in sentence_spans(text, language):
        found = verbalize_sentence(text, 0, span, language)
        sounds = pronounce_words(text[slice(*span)], span[0], found, language)
        assert [len(word.spoken.split()) for word in found] == [len(each) for each in sounds]


@given(TEXTS, st.lists(ENTRIES, max_size=4))
def test_a_lexicon_loses_no_letter(text: str, entries: list[LexiconEntry]) -> None:
    for span in sentence_spans(text):
        before = verbalize_sentence(text, 0, span)
        after = Lexicon(entries).apply(text, span, before)
        assert letters(text, before) == letters(text, after)
        assert all(text[word.start : word.end] == word.text for word in after)


def letters(text: str, found: tuple[Word, ...]) -> list[int]:
    return [n for word in found for n in range(word.start, word.end) if text[n].isalnum()]
