"""Applies the edits of an editor to a script."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from earshot.model import Article, Script, Utterance
from earshot.script.edits import Edits, SentenceEdit
from earshot.script.sections import find_section_blocks
from earshot.script.written_text import written_text


def apply_edits(script: Script, edits: Edits, skipped_sections: Collection[str] = ()) -> Script:
    """The script without skipped blocks and sections, and with the edited pauses and voices.
    Pronunciations are applied with the lexicon, when the script is built."""
    if not script.utterances or not (edits.skipped_blocks or edits.sentences or skipped_sections):
        return script
    skipped = find_section_blocks(script.article, skipped_sections) | {
        index
        for index, block in enumerate(script.article.blocks)
        if block.text_hash in edits.skipped_blocks
    }
    read_aloud = (each for each in script.utterances if each.block not in skipped)
    utterances = list(_edit_sentences(script.article, read_aloud, edits.sentences))
    if utterances and utterances[-1].block != script.utterances[-1].block:
        utterances[-1] = replace(utterances[-1], pause=script.utterances[-1].pause)
    return replace(script, utterances=tuple(utterances))


def _edit_sentences(
    article: Article, utterances: Iterable[Utterance], edits: Sequence[SentenceEdit]
) -> Iterator[Utterance]:
    by_text: dict[str, list[SentenceEdit]] = {}
    for edit in edits:
        by_text.setdefault(edit.text, []).append(edit)
    counts = Counter[str]()
    for utterance in utterances:
        text = written_text(article, utterance)
        counts[text] += 1
        edited = utterance
        for edit in by_text.get(text, ()):
            if edit.occurrence in (0, counts[text]):
                pause = edited.pause if edit.pause is None else edit.pause
                edited = replace(edited, pause=pause, voice=edit.voice or edited.voice)
        yield edited
