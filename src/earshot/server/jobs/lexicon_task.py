"""The task that finds out what an entry of the lexicon would change in stories."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from earshot.model import INTRO, Script, Utterance, Word
from earshot.script import author_markup
from earshot.script.intro import intro_text
from earshot.script.lexicon import Lexicon
from earshot.script.written_text import written_text
from earshot.server.jobs.edit_messages import (
    ChangedSentence,
    FindLexiconChanges,
    LexiconChanges,
    StoryChange,
)
from earshot.server.jobs.messages import (
    ReportProgress,
)
from earshot.server.storage.recordings import Recording


def find_lexicon_changes(request: FindLexiconChanges, report: ReportProgress) -> LexiconChanges:
    """The sentences of each story whose pronunciation would change."""
    lexicon = Lexicon((request.entry,))
    stories = []
    for folder in request.folders:
        script = Recording(Path(folder)).load_script()
        stories.append(StoryChange(sentences=list(_find_changes(script, lexicon))))
        report()
    return LexiconChanges(stories=stories)


def _find_changes(script: Script, lexicon: Lexicon) -> Iterator[ChangedSentence]:
    for utterance in script.utterances:
        after = _apply(script, utterance, lexicon)
        if after != utterance.words:
            yield ChangedSentence(
                text=written_text(script.article, utterance),
                before=_describe_difference(utterance.words, after),
                after=_describe_difference(after, utterance.words),
            )


def _apply(script: Script, utterance: Utterance, lexicon: Lexicon) -> tuple[Word, ...]:
    first, last = utterance.words[0], utterance.words[-1]
    article = script.article
    text = article.text_of(first.block) if first.block != INTRO else intro_text(article)
    protected = author_markup.pronunciation_spans(
        author_markup.annotations_of(article, first.block)
    )
    return lexicon.apply(text, (first.start, last.end), utterance.words, protected)


def _describe_difference(words: Sequence[Word], others: Sequence[Word]) -> str:
    """The pronunciations of the words that the other sentence does not have."""
    return " ".join(f"{each.phonemes or each.spoken}" for each in words if each not in others)
