"""How a word is said where it stands."""

from __future__ import annotations

import atexit
from functools import cache

from earshot.errors import BadOption
from earshot.script import sentence_spans, words
from earshot.voices.catalogue import fluency
from earshot.voices.espeak import Espeak, EspeakVoice


def pronunciation(sentence: str, span: tuple[int, int], language: str = "en-US") -> str:
    """The IPA of what stands between two offsets of a sentence, said in its company.

    A word with its own phonemes is said by them; all others by eSpeak NG's rules and dictionary,
    after the sentence has been put into its spoken form: "read" in "5 read it" is heard as there.

    Raises BadOption for a span outside the sentence or without a word in it, and for a language
    that eSpeak NG does not know.
    """
    start, end = span
    if not 0 <= start < end <= len(sentence):
        raise BadOption(option="span", value=span, expected=f"it lies outside “{sentence}”")
    spoken = [
        word
        for each in sentence_spans(sentence, language)
        for word in words(sentence, 0, each, language)
        if word.spoken
    ]
    wanted = [number for number, word in enumerate(spoken) if word.start < end and word.end > start]
    if not wanted:
        raise BadOption(option="span", value=span, expected=f"no word of “{sentence}” is in it")
    heard = _voice(language).phonemes(spoken)
    return " ".join(spoken[number].phonemes or heard[number] for number in wanted)


@cache
def _voice(language: str) -> EspeakVoice:
    """One process for each language, for as long as this one runs."""
    engine = Espeak()
    speaker = max(engine.speakers(), key=lambda each: fluency(each, language))
    if not fluency(speaker, language):
        raise BadOption(option="language", value=language, expected="eSpeak NG does not know it")
    voice = engine.open(speaker.name, language, 1.0)
    atexit.register(voice.close)
    return voice
