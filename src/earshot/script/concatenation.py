"""Scripts → one Script: an opening, and then story after story, each under its headline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from earshot.model import HEADLINE, INTRO, Block, Script, Utterance, Word
from earshot.script.builder import intro_text


def joined(opening: Script, stories: Sequence[Script]) -> Script:
    """The stories behind one another under the opening's headline, and nothing said otherwise.

    The headline of each story becomes a heading, and its own headings become paragraphs, so that
    each story is one chapter. Of what was announced after a headline the byline is left, for the
    opening tells the day. Places in pages are left out: there is no page that they are all on.
    """
    blocks = [_unplaced(block) for block in opening.article.blocks]
    utterances = list(opening.utterances)
    for story in stories:
        first = len(blocks)
        blocks.append(Block(kind="heading", text=story.article.title))
        blocks.extend(_unplaced(block) for block in story.article.blocks)
        utterances.extend(_moved(story, first))
    article = replace(opening.article, blocks=tuple(blocks))
    return Script(article=article, utterances=tuple(utterances))


def _unplaced(block: Block) -> Block:
    kind = "paragraph" if block.kind == "heading" else block.kind
    return Block(kind=kind, text=block.text)


def _moved(story: Script, first: int) -> Iterator[Utterance]:
    """What the story says, with its words in their blocks, whose headline is block `first`."""
    byline = intro_text(story.article)[1]
    for utterance in story.utterances:
        said = utterance.words
        if utterance.block == INTRO:
            said = tuple(word for word in said if word.start < byline)
        if said:
            yield replace(utterance, words=tuple(_word(word, first) for word in said))


def _word(word: Word, first: int) -> Word:
    if word.block == INTRO:
        return word
    block = first if word.block == HEADLINE else first + 1 + word.block
    return replace(word, block=block)
