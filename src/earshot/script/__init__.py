"""Article → Script: text normalization, segmentation, pronunciation and pauses."""

from __future__ import annotations

from earshot.script.builder import INTRO_PARTS, IntroPart, build_script
from earshot.script.lexicon import Lexicon, LexiconEntry
from earshot.script.normalize import verbalize_sentence
from earshot.script.segmentation import sentence_spans, split_sentences

__all__ = [
    "INTRO_PARTS",
    "IntroPart",
    "LexiconEntry",
    "Lexicon",
    "sentence_spans",
    "split_sentences",
    "spoken_form",
    "verbalize_sentence",
    "build_script",
]


def spoken_form(text: str, language: str = "en-US") -> str:
    """The spoken form of a text, with its phrase boundaries."""
    sentences = (
        verbalize_sentence(text, 0, span, language) for span in sentence_spans(text, language)
    )
    return " ".join(w.spoken + w.boundary for sentence in sentences for w in sentence)
