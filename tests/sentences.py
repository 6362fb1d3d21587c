"""Utterances for tests that do not need a script."""

from __future__ import annotations

from earshot.model import Utterance, Word

PUNCTUATION = ",.?!;:…"


def make_utterance(text: str, *, block: int = 0, pause: int = 0) -> Utterance:
    """Return the text as an utterance, with each word spoken as written."""
    words, at = [], 0
    for token in text.split():
        core = token.rstrip(PUNCTUATION)
        boundary = token[len(core) :][:1]
        words.append(Word(text=core, spoken=core, block=block, start=at, boundary=boundary))
        at += len(token) + 1
    return Utterance(words=tuple(words), pause=pause)
