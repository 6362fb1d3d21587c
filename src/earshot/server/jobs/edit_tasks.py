"""The tasks of the story editor: check edits, and say a sentence with edits that are not saved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec

from earshot import pipeline
from earshot.errors import NoArticle, VoiceError
from earshot.ingest import check_selectors
from earshot.mastering import RATE
from earshot.model import HEADLINE, INTRO, Article
from earshot.phonemes import NotIpa
from earshot.publish.mp3_frames import encode_frames
from earshot.script.block_restoration import restore_blocks
from earshot.script.edits import Edits, LexiconEntry, SentenceEdit, SiteSettings
from earshot.script.g2p.suggestions import suggest_pronunciations
from earshot.script.lexicon import Lexicon
from earshot.script.lexicon_files import build_entry
from earshot.script.pauses import MAX_PAUSE_MS
from earshot.script.proofreading import proofread
from earshot.script.written_text import written_text
from earshot.server.jobs.edit_messages import (
    CheckEdits,
    CheckSite,
    Doubt,
    DoubtList,
    EditFault,
    FindDoubts,
    PreviewSentence,
    SuggestedReading,
    SuggestionList,
    SuggestPronunciations,
)
from earshot.server.jobs.messages import (
    NoResult,
    ReportProgress,
)
from earshot.server.jobs.prepare_task import build_edited_script
from earshot.server.refetch_rules import parse_refetch_rules
from earshot.server.storage.human_recordings import include_recording
from earshot.server.storage.recordings import Recording
from earshot.synthetic_voice import human_file_name, is_human, story_recording_file_name
from earshot.voices.registry import voice_language


def check_edits(request: CheckEdits, report: ReportProgress) -> EditFault:
    """Find the first fault of the edits: in themselves, then as changes of the newest revision."""
    return next(_find_faults(request.edits, request.folder), EditFault())


def check_site(request: CheckSite, report: ReportProgress) -> EditFault:
    """Find the first fault of the settings of a site."""
    return next(_find_site_faults(request.site), EditFault())


def _find_site_faults(site: SiteSettings) -> Iterator[EditFault]:
    if site.voice:
        yield from _check_voice("voice", site.voice)
    for field in ("include", "exclude"):
        if reason := check_selectors(getattr(site, field)):
            yield EditFault(field=field, reason=reason)
    try:
        parse_refetch_rules(site.refetch)
    except ValueError as error:
        yield EditFault(field="refetch", reason=str(error))
    yield from _find_faults(Edits(pronunciations=site.pronunciations), "")


def _find_faults(edits: Edits, folder: str) -> Iterator[EditFault]:
    for index, entry in enumerate(edits.pronunciations):
        yield from _check_pronunciation(f"pronunciations[{index}]", entry)
    for index, edit in enumerate(edits.sentences):
        yield from _check_sentence(f"sentences[{index}]", edit, Path(folder).parent)
    if edits.recording and not _has_story_recording(edits, folder):
        reason = f"the story has no recording {edits.recording}"
        yield EditFault(field="recording", reason=reason)
    if folder:
        article = Recording(Path(folder)).load_script().article
        article = restore_blocks(article, edits.restored_blocks)
        hashes = {block.text_hash for block in article.blocks}
        if hashes and hashes <= set(edits.skipped_blocks):
            yield EditFault(field="skipped_blocks", reason="at least one block must be read aloud")


def _has_story_recording(edits: Edits, folder: str) -> bool:
    name = story_recording_file_name(edits.recording)
    return is_human(edits.recording) and (Path(folder).parent / name).is_file()


def _check_pronunciation(field: str, entry: LexiconEntry) -> Iterator[EditFault]:
    try:
        build_entry("", entry.written, entry.kind, entry.value, entry.pos)
    except NotIpa as error:
        yield EditFault(field=f"{field}.value", reason=str(error), position=error.position)
    except ValueError as error:
        yield EditFault(field=field, reason=str(error))


def _check_sentence(field: str, edit: SentenceEdit, story_folder: Path) -> Iterator[EditFault]:
    if edit.pause is not None and not 0 <= edit.pause <= MAX_PAUSE_MS:
        reason = f"a pause must be 0 to {MAX_PAUSE_MS} ms long"
        yield EditFault(field=f"{field}.pause", reason=reason)
    if is_human(edit.voice):
        if not (story_folder / human_file_name(edit.voice)).is_file():
            reason = f"the story has no recording {edit.voice}"
            yield EditFault(field=f"{field}.voice", reason=reason)
    elif edit.voice:
        yield from _check_voice(f"{field}.voice", edit.voice)


def _check_voice(field: str, voice: str) -> Iterator[EditFault]:
    try:
        voice_language(voice, "en-US")
    except VoiceError as error:
        yield EditFault(field=field, reason=str(error).rstrip("."))


def find_doubts(request: FindDoubts, report: ReportProgress) -> DoubtList:
    script = Recording(Path(request.folder)).load_script()
    lexicon = pipeline.load_lexicon(Lexicon(request.edits.pronunciations))
    fields = Doubt.__struct_fields__
    return DoubtList(
        findings=[
            Doubt(**{name: getattr(each, name) for name in fields})
            for each in proofread(script, lexicon)
        ]
    )


def suggest_readings(request: SuggestPronunciations, report: ReportProgress) -> SuggestionList:
    found = suggest_pronunciations(request.written, request.language)
    return SuggestionList(suggestions=[SuggestedReading(**each._asdict()) for each in found])


def preview_sentence(request: PreviewSentence, report: ReportProgress) -> NoResult:
    """Say the sentence as the edits change it, with the pause after it. Only its block is read."""
    article = _extract_block(Recording(Path(request.folder)).load_script().article, request.block)
    known = include_recording(request.edits, Path(request.folder).parent)
    sentences = tuple(
        replace(each, occurrence=0)
        for each in known.sentences
        if each.text == request.text and each.occurrence in (0, request.occurrence)
    )
    present = tuple(each.text_hash for each in article.blocks)
    edits = replace(known, skipped_blocks=(), restored_blocks=present, sentences=sentences)
    script = build_edited_script(article, msgspec.structs.replace(request, edits=edits))
    found = [each for each in script.utterances if written_text(article, each) == request.text]
    if not found:
        raise NoArticle(source="the story", reason="it no longer has this sentence")
    narration = pipeline.narrate_script(
        replace(script, utterances=(found[0],)),
        voice=request.voice,
        human_recordings=Path(request.folder).parent,
    )
    for segment in narration.segments:
        report(audio=encode_frames(segment.samples, RATE))
    return NoResult()


def _extract_block(article: Article, block: int) -> Article:
    """The article with this block only; the headline and the intro belong together."""
    if block in (HEADLINE, INTRO):
        return replace(article, blocks=(), dropped=(), images=())
    if not 0 <= block < len(article.blocks):
        raise NoArticle(source="the story", reason="it no longer has this block")
    blocks = (article.blocks[block],)
    return replace(article, headline="", authors=(), blocks=blocks, dropped=(), images=())
