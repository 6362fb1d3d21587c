"""Scripts → one Script: an opening, and then story after story, each under its headline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from earshot.model import HEADLINE, INTRO, Block, Script, Utterance, Word
from earshot.script.builder import intro_text


def concatenate(opening: Script, scripts: Sequence[Script]) -> Script:
    """The stories behind one another under the opening's headline, and nothing said otherwise.

    The headline of each story becomes a heading, and its own headings become paragraphs, so that
    each story is one chapter. Of what was announced after a headline the byline is left, for the
    opening tells the day. Places in pages are left out: there is no page that they are all on.
    """
    blocks = [_without_location(block) for block in opening.article.blocks]
    utterances = list(opening.utterances)
    for script in scripts:
        first = len(blocks)
        blocks.append(Block(kind="heading", text=script.article.title))
        blocks.extend(_without_location(block) for block in script.article.blocks)
        utterances.extend(_shift_utterances(script, first))
    article = replace(opening.article, blocks=tuple(blocks))
    return Script(article=article, utterances=tuple(utterances))


def _without_location(block: Block) -> Block:
    kind = "paragraph" if block.kind == "heading" else block.kind
    return Block(kind=kind, text=block.text)


def _shift_utterances(script: Script, first: int) -> Iterator[Utterance]:
    """What the story says, with its words in their blocks, whose headline is block `first`."""
    byline = intro_text(script.article)[1]
    for utterance in script.utterances:
        words = utterance.words
        if utterance.block == INTRO:
            words = tuple(word for word in words if word.start < byline)
        if words:
            yield replace(utterance, words=tuple(_shift_word(word, first) for word in words))


def _shift_word(word: Word, first: int) -> Word:
    if word.block == INTRO:
        return word
    block = first if word.block == HEADLINE else first + 1 + word.block
    return replace(word, block=block)
