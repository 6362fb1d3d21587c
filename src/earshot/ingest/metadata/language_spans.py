"""Find blocks and phrases in another language than the article: by `lang` attributes that are
right, and by detection for whole blocks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice

from earshot.model import Annotation, Article, Block

_MAX_DETECTED_BLOCKS = 50
"""Maximum number of blocks without markup for detection; most articles need none."""
_MIN_CHECKED_LETTERS = 60
"""The language of a marked block is checked from this length on, since pages may be wrong."""
_MIN_WORDS = 12
"""Minimum words of a block for detection; a shorter one may be names or a slogan."""
_MAX_SHARED_SHARE = 0.1
"""If a larger share of its words occurs elsewhere in the article, a block is in the same language.
Common short words alone are more than that."""
_MIN_LOWERCASE_SHARE = 0.6
"""Minimum share of words in lower case; a list of names has no language."""
_END_PUNCTUATION = '.!?…"”»’'


def annotate_languages(article: Article) -> Article:
    """Return the article with its correct language annotations, and with those of blocks that are
    detected as another language."""
    own_language = _primary_subtag(article.language)
    letters = sum(len(block.text) for block in article.blocks)
    annotated_letters = sum(
        len(b.text)
        for b in article.blocks
        for m in b.annotations
        if _covers_block(m, b, own_language)
    )
    is_page_language = (
        2 * annotated_letters > letters
    )  # most of the story, so it is the language of the article
    blocks = [
        _drop_false_annotations(block, own_language, is_page_language) for block in article.blocks
    ]
    detected = {
        number: _detect_in_both_halves(blocks[number].text) for number in _find_suspects(blocks)
    }
    foreign = {
        number: language
        for number, language in detected.items()
        if language not in ("", own_language)
    }
    if 2 * sum(len(blocks[number].text) for number in foreign) <= letters:
        for number, language in foreign.items():
            blocks[number] = _annotate_block(blocks[number], language)
    return replace(article, blocks=tuple(blocks))


def _annotate_block(block: Block, language: str) -> Block:
    annotation = Annotation(start=0, end=len(block.text), language=language)
    return replace(block, annotations=(*block.annotations, annotation))


def _primary_subtag(language: str) -> str:
    return language.split("-")[0]


def _covers_block(annotation: Annotation, block: Block, own_language: str) -> bool:
    is_foreign = bool(annotation.language) and _primary_subtag(annotation.language) != own_language
    return is_foreign and (annotation.start, annotation.end) == (0, len(block.text))


def _drop_false_annotations(block: Block, own_language: str, is_page_language: bool) -> Block:
    if not any(mark.language for mark in block.annotations):
        return block

    def is_true(annotation: Annotation) -> bool:
        if not annotation.language:
            return True
        if _primary_subtag(annotation.language) == own_language or (
            is_page_language and _covers_block(annotation, block, own_language)
        ):
            return False
        phrase = block.text[annotation.start : annotation.end]
        return len(phrase) < _MIN_CHECKED_LETTERS or _detect_language(phrase) != own_language

    return replace(block, annotations=tuple(filter(is_true, block.annotations)))


def _find_suspects(blocks: Sequence[Block]) -> Iterator[int]:
    """Return the numbers of the blocks whose words hardly occur in other blocks."""
    words = [block.text.casefold().split() for block in blocks]
    counts = Counter(chain.from_iterable(map(set, words)))
    is_shared = {word for word, count in counts.items() if count > 1}.__contains__
    suspects = (
        number
        for number, (block, said) in enumerate(zip(blocks, words, strict=True))
        if len(said) >= _MIN_WORDS
        and len(blocks) > 2
        and not any(m.language for m in block.annotations)
        if sum(map(is_shared, said)) < _MAX_SHARED_SHARE * len(said)
        if sum(word[:1].islower() for word in block.text.split())
        >= _MIN_LOWERCASE_SHARE * len(said)
        if block.text.rstrip()[-1:] in _END_PUNCTUATION
    )
    return islice(suspects, _MAX_DETECTED_BLOCKS)


def _detect_in_both_halves(text: str) -> str:
    """Return the language that is detected in both halves of a text, or an empty string."""
    words = text.split()
    half = len(words) // 2
    first, second = (
        _detect_language(" ".join(words[:half])),
        _detect_language(" ".join(words[half:])),
    )
    return first if first == second else ""


def _detect_language(text: str) -> str:
    from earshot.ingest.metadata.language_id import identify_language  # noqa: PLC0415 - it loads a model

    try:
        return identify_language(text)
    except OSError:  # its model is unpacked on the disk, which may be full
        return ""
