"""The text of a sentence as written."""

from __future__ import annotations

from itertools import groupby

from earshot.model import INTRO, Article, Script, Utterance

CLOSING_PUNCTUATION = ".,;:!?…'\")]}”’»"


def list_sentences(script: Script) -> list[str]:
    """The sentences that are read aloud, as written."""
    return [written_text(script.article, each) for each in script.utterances]


def written_text(article: Article, utterance: Utterance) -> str:
    """The sentence as written, from its first word to the punctuation after its last."""
    parts = []
    for block, words in groupby(utterance.words, key=lambda word: word.block):
        block_words = list(words)
        if block == INTRO:
            parts.append(" ".join(word.text + word.boundary for word in block_words))
            continue
        text = article.text_of(block)
        rest = text[block_words[-1].end :]
        closing = len(rest) - len(rest.lstrip(CLOSING_PUNCTUATION))
        parts.append(text[block_words[0].start : block_words[-1].end + closing])
    return " ".join(parts)
