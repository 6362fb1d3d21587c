"""Which blocks and phrases of a story are in another language than it: where its page says so and
it is true, and where a whole block plainly is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from earshot.model import Article, Block, Mark

_LOOKED_AT = 50
"""Unmarked blocks of one story that a detector is asked about; most stories have none."""
_JUDGED = 60
"""Letters from which a mark on a whole block is held against its words: pages mark wrongly."""
_WORDS = 12
"""Of an unmarked block; a shorter one may be names or a slogan."""
_SHARED = 0.1
"""The share of its words that stand elsewhere in the story too, under which a block may be in
another language: the small words alone are more than that."""
_SMALL = 0.6
"""The share of its words that begin in a small letter: a list of names is in no language."""
_STOPS = '.!?…"”»’'


def settled(article: Article) -> Article:
    """The article with the marks that are true, and with those of blocks that say nothing and are
    plainly in another language."""
    own = _base(article.language)
    letters = sum(len(block.text) for block in article.blocks)
    marked = sum(len(b.text) for b in article.blocks for m in b.marks if _is_whole(m, b, own))
    frame = 2 * marked > letters  # most of the story: then it is the story's own language
    found = [_settled(block, own, frame) for block in article.blocks]
    plain = {number: _plainly(found[number].text) for number in _suspects(found)}
    foreign = {number: language for number, language in plain.items() if language not in ("", own)}
    if 2 * sum(len(found[number].text) for number in foreign) <= letters:
        for number, language in foreign.items():
            found[number] = _marked(found[number], language)
    return replace(article, blocks=tuple(found))


def _marked(block: Block, language: str) -> Block:
    mark = Mark(start=0, end=len(block.text), language=language)
    return replace(block, marks=(*block.marks, mark))


def _base(language: str) -> str:
    return language.split("-")[0]


def _is_whole(mark: Mark, block: Block, own: str) -> bool:
    foreign = bool(mark.language) and _base(mark.language) != own
    return foreign and (mark.start, mark.end) == (0, len(block.text))


def _settled(block: Block, own: str, frame: bool) -> Block:
    if not any(mark.language for mark in block.marks):
        return block

    def true(mark: Mark) -> bool:
        if not mark.language:
            return True
        if _base(mark.language) == own or (frame and _is_whole(mark, block, own)):
            return False
        said = block.text[mark.start : mark.end]
        return len(said) < _JUDGED or _looks(said) != own

    return replace(block, marks=tuple(filter(true, block.marks)))


def _suspects(blocks: Sequence[Block]) -> Iterator[int]:
    """Numbers of the blocks whose words hardly stand anywhere else in the story."""
    words = [[word.casefold() for word in block.text.split()] for block in blocks]
    known = Counter(word for each in words for word in set(each))
    suspects = (
        number
        for number, (block, said) in enumerate(zip(blocks, words, strict=True))
        if len(said) >= _WORDS and len(blocks) > 2 and not any(m.language for m in block.marks)
        if sum(known[word] > 1 for word in said) < _SHARED * len(said)
        if sum(word[:1].islower() for word in block.text.split()) >= _SMALL * len(said)
        if block.text.rstrip()[-1:] in _STOPS
    )
    return islice(suspects, _LOOKED_AT)


def _plainly(text: str) -> str:
    """The language that both halves of a text look like, or nothing."""
    words = text.split()
    half = len(words) // 2
    first, second = _looks(" ".join(words[:half])), _looks(" ".join(words[half:]))
    return first if first == second else ""


def _looks(text: str) -> str:
    from earshot.ingest.metadata.language_id import identified  # noqa: PLC0415 - it loads a model

    try:
        return identified(text)
    except OSError:  # its model is unpacked on the disk, which may be full
        return ""
