"""Annotations by the author: pronunciations, pauses and languages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from earshot.model import HEADLINE, Annotation, Article, Word
from earshot.phonemes import is_ipa
from earshot.script.g2p.morphology import add_s
from earshot.script.pauses import MAX_PAUSE_MS

Span = tuple[int, int]


def annotations_of(article: Article, block: int) -> tuple[Annotation, ...]:
    """The annotations of a block, or of the headline."""
    if block == HEADLINE:
        return article.headline_annotations
    return article.blocks[block].annotations if block >= 0 else ()


def pronunciation_spans(annotations: Iterable[Annotation]) -> list[Span]:
    """The spans with a valid IPA pronunciation."""
    return [
        (annotation.start, annotation.end)
        for annotation in annotations
        if annotation.ipa and is_ipa(annotation.ipa)
    ]


def find_pauses(article: Article, block: int) -> list[tuple[int, int]]:
    """Offset and length (ms) of each annotated pause, in text order."""
    annotations = annotations_of(article, block)
    return [
        (annotation.start, min(annotation.pause, MAX_PAUSE_MS))
        for annotation in annotations
        if not (annotation.ipa or annotation.language)
    ]


def merge_split_sentences(
    spans: Sequence[Span], annotations: Sequence[Annotation]
) -> Iterator[Span]:
    """Merge sentences that were split inside an annotation: "[Dr. No](/…/)"."""
    inside = [(annotation.start, annotation.end) for annotation in annotations if annotation.ipa]
    pending: Span | None = None
    for span in spans:
        pending = (pending[0], span[1]) if pending else span
        if not any(start < pending[1] < end for start, end in inside):
            yield pending
            pending = None
    if pending:
        yield pending


def apply_annotations(words: Sequence[Word], annotations: Sequence[Annotation]) -> tuple[Word, ...]:
    """Set the phonemes of annotated words."""
    pronounced = [
        annotation for annotation in annotations if annotation.ipa and is_ipa(annotation.ipa)
    ]
    return tuple(_annotate_word(word, pronounced) for word in words) if pronounced else tuple(words)


def _annotate_word(word: Word, annotations: Sequence[Annotation]) -> Word:
    for annotation in annotations:
        if annotation.start <= word.start < annotation.end:
            ipa = " ".join(annotation.ipa.split())
            return replace(word, phonemes=add_s(ipa) if word.end > annotation.end else ipa)
    return word


def sentence_language(text: str, span: Span, annotations: Sequence[Annotation]) -> str:
    """The language of a sentence that is entirely in another language, otherwise an empty string.

    Foreign words and phrases inside a sentence are read by the narrator, as newsreaders do.
    """
    in_language = [annotation for annotation in annotations if annotation.language]
    start, end = (span[0] + at for at in _letter_span(text[slice(*span)])) if in_language else span
    return next((m.language for m in in_language if m.start <= start and end <= m.end), "")


def _letter_span(sentence: str) -> Span:
    """From the first to the last letter or digit. Quotation marks can be outside an annotation."""
    offsets = [at for at, sign in enumerate(sentence) if sign.isalnum()] or [0]
    return offsets[0], offsets[-1] + 1


def describe_fault(annotation: Annotation) -> str:
    """The error message for an invalid annotation, or an empty string."""
    if annotation.ipa and not is_ipa(annotation.ipa):
        return (
            f"“{annotation.ipa}” contains unknown IPA symbols; it is read as if it were not marked"
        )
    if annotation.pause > MAX_PAUSE_MS:
        return f"a pause is cut to {MAX_PAUSE_MS // 1000} seconds"
    return ""
