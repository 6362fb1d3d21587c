"""Article → Script: what will be read aloud, word by word."""

from __future__ import annotations

from earshot.script.builder import write
from earshot.script.lexicon import Entry, Lexicon
from earshot.script.normalize import words
from earshot.script.segmentation import sentence_spans, split_sentences

__all__ = [
    "Entry",
    "Lexicon",
    "sentence_spans",
    "split_sentences",
    "spoken_form",
    "words",
    "write",
]


def spoken_form(text: str, language: str = "en-US") -> str:
    """The text as a newsreader says it, with its phrase boundaries."""
    sentences = (words(text, 0, span, language) for span in sentence_spans(text, language))
    return " ".join(w.spoken + w.boundary for sentence in sentences for w in sentence)
