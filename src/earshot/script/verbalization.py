"""The spoken form of a plain text."""

from __future__ import annotations

from earshot.script.normalize import verbalize_sentence
from earshot.script.segmentation import sentence_spans


def spoken_form(text: str, language: str = "en-US") -> str:
    """The spoken form of a text, with its phrase boundaries."""
    sentences = (
        verbalize_sentence(text, 0, span, language) for span in sentence_spans(text, language)
    )
    return " ".join(w.spoken + w.boundary for sentence in sentences for w in sentence)
