"""Pronunciation of words in context."""

from __future__ import annotations

import atexit
from functools import cache

from earshot.errors import InvalidOption
from earshot.model import Word
from earshot.script.g2p import pronounce_words
from earshot.script.normalize import verbalize_sentence
from earshot.script.segmentation import sentence_spans
from earshot.voices.engines.espeak import Espeak, EspeakVoice
from earshot.voices.registry import language_match


def pronunciation(sentence: str, span: tuple[int, int], language: str = "en-US") -> str:
    """The IPA of the words between two offsets of a sentence, in the context of the sentence.

    The sentence is normalized first, so "read" in "5 read it" is pronounced as in "five read it".
    English uses Earshot's own lexicon (`earshot.script.g2p`); other languages use eSpeak NG.

    Raises InvalidOption for a span outside the sentence or without a word in it, and for an
    unknown language.
    """
    start, end = span
    if not 0 <= start < end <= len(sentence):
        raise InvalidOption(option="span", value=span, expected=f"it is outside “{sentence}”")
    spoken = [
        word
        for each in sentence_spans(sentence, language)
        for word in verbalize_sentence(sentence, 0, each, language)
        if word.spoken
    ]
    wanted = [number for number, word in enumerate(spoken) if word.start < end and word.end > start]
    if not wanted:
        raise InvalidOption(
            option="span", value=span, expected=f"it contains no word of “{sentence}”"
        )
    phonemes = _english_phonemes(sentence, spoken, language) or _espeak_voice(language).phonemize(
        spoken
    )
    return " ".join(spoken[number].phonemes or phonemes[number] for number in wanted)


def _english_phonemes(sentence: str, spoken: list[Word], language: str) -> list[str]:
    """The phonemes of each word in English; empty for other languages."""
    if language.split("-")[0] != "en":
        return []
    found = pronounce_words(sentence, 0, spoken, language)
    return [" ".join(each.ipa for each in sounds) for sounds in found]


@cache
def _espeak_voice(language: str) -> EspeakVoice:
    """One process per language, kept until this process ends."""
    engine = Espeak()
    speaker = max(engine.speakers(), key=lambda each: language_match(each, language))
    if not language_match(speaker, language):
        raise InvalidOption(
            option="language", value=language, expected="eSpeak NG does not support it"
        )
    voice = engine.open(speaker.name, language, 1.0)
    atexit.register(voice.close)
    return voice
