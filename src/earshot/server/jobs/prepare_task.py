"""The tasks that save a revision of a story: from its source, or with the edits of an editor."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import msgspec

from earshot import pipeline
from earshot.audio.ffmpeg import decode_flac
from earshot.audio.mp3 import FRAME_BYTES
from earshot.errors import InvalidOption, NoArticle
from earshot.files import copy_file
from earshot.model import Article, Script
from earshot.script.block_restoration import restore_blocks
from earshot.script.editor import apply_edits
from earshot.script.intro import ALL_INTRO_PARTS
from earshot.script.lexicon import Lexicon
from earshot.script.pauses import Boundary
from earshot.script.text_options import TextOptions
from earshot.serialization import script_json
from earshot.server.jobs.messages import (
    EditedRequest,
    PreparedStory,
    PrepareStory,
    ReportProgress,
    ReviseStory,
    RevisionRequest,
)
from earshot.server.jobs.source_comparison import compare_with_recorded
from earshot.server.storage.data_dir import COOKIE_FILE
from earshot.server.storage.human_recordings import include_recording
from earshot.server.storage.recordings import Recording, RecordingPlan, SiteAudio, build_plan
from earshot.synthesis.human_recordings import hash_recording, list_human_voices
from earshot.synthesis.messages import VoiceSpec
from earshot.synthesis.pool import shared_pool
from earshot.synthesis.roles import NARRATOR
from earshot.synthesis.synthesizer import Synthesizer
from earshot.synthetic_voice import find_origin, human_file_name

_PAGE_PARTS = ("captions", "alt_texts", "notes", "code", "tables", "long_tables", "corrections")
MAX_FIELD_CHARS = 1_000
"""The most characters of a headline, a byline, or the name of a site or section."""
MAX_STORY_CHARS = 3_000_000
"""The most characters of a story, about 50 hours."""
MAX_INDEXED_CHARS = 200_000
"""The most characters of a story in the full-text index."""


def prepare_story(request: PrepareStory, report: ReportProgress) -> PreparedStory:
    """Read `source` and save the revision in `folder`; return the metadata of the story.

    Segments that are in the recordings of the folders `reusable_folders` are copied. Raises as
    `compare_with_recorded` does. The voice is loaded meanwhile, for the listener who waits.
    """
    language = request.language or request.default_language
    shared_pool().warm_up(VoiceSpec(name=request.voice, language=language, speed=1.0))
    source = _check_lengths(_with_title(_read_source(request), request.title))
    script = build_edited_script(source, request)
    changes = compare_with_recorded(script, request)
    report()  # a cancelled task ends here
    return msgspec.structs.replace(save_revision(script, request), changes=changes)


def revise_story(request: ReviseStory, report: ReportProgress) -> PreparedStory:
    """Apply edits to the article of the revision in `source_folder`."""
    article = Recording(Path(request.source_folder)).load_script().article
    return save_revision(build_edited_script(article, request), request)


def build_edited_script(source: Article | Script, request: EditedRequest) -> Script:
    """Raises NoArticle if nothing is left to read."""
    if isinstance(source, Article):
        source = restore_blocks(source, request.edits.restored_blocks)
    parts = request.reading.spoken_parts or ()
    options = TextOptions(
        pauses=cast(Mapping[Boundary, int], request.reading.pauses),
        notes="notes" in parts,
        brackets="brackets" in parts,
    )
    unwanted = "voice_notice" if request.edits.recording else ""
    intro = [part for part in ALL_INTRO_PARTS if part in parts and part != unwanted]
    lexicon = Lexicon(request.edits.pronunciations)
    script = pipeline.build_script(source, intro=intro, lexicon=lexicon, options=options)
    edits = include_recording(request.edits, Path(request.folder).parent)
    return apply_edits(script, edits, request.site.skipped_sections)


def _read_source(request: PrepareStory) -> Article | Script:
    """Read the source with the server's cookies. Raises SourceError."""
    options = pipeline.language_options(voice=request.voice, language=request.default_language)
    spoken = request.reading.spoken_parts or ()
    parts: dict[str, Any] = {name: name in spoken for name in _PAGE_PARTS}
    options = replace(
        options,
        include=request.site.include,
        exclude=request.site.exclude,
        cookie_lines=request.cookie_lines,
        private_hosts=request.private_hosts,
        dropped=True,
        **parts,
    )
    try:
        return pipeline.read_source(
            request.source, url=request.url, language=request.language, options=options
        )
    except InvalidOption as error:
        if error.facts["option"] != "cookies":
            raise
        reason = f"the server's {COOKIE_FILE} is not a cookie file in Netscape format"
        raise NoArticle(source=request.source, reason=reason) from error


def save_revision(script: Script, request: RevisionRequest) -> PreparedStory:
    """Save the script and plan of the revision in `folder`."""
    recording = Recording(Path(request.folder))
    sources = [recording.folder.parent, *map(Path, request.reusable_folders)]
    copy_human_recordings(script, recording.folder, sources)
    voices = Synthesizer(script, {NARRATOR: request.voice}, 1.0, recording.folder)
    sounds = [_describe_site_audio(path) for path in recording.site_audio_paths]
    plan = build_plan(script, voices.name, voices.fingerprints, *sounds)
    script_data = script_json(script)
    for old in request.reusable_folders:
        copy_segments(recording, Recording(Path(old)), plan)
    recording.save_plan(script_data, plan)
    digests = [each.digest for each in sounds if each]
    return _describe_story(script, plan, _hash_script(script, plan.voice, digests))


def _describe_site_audio(path: Path) -> SiteAudio | None:
    if not path.is_file():
        return None
    content = path.read_bytes()
    samples, rate, _ = decode_flac(content)
    return SiteAudio(f"{path.stem} {hash_recording(content)}", len(samples) / rate)


def _hash_script(script: Script, voice: str, sounds: Sequence[str]) -> str:
    """A hash of everything that listeners notice: what extraction drops does not count."""
    article = replace(script.article, dropped=())
    content = [script_json(replace(script, article=article)), voice, *sounds]
    return hashlib.blake2b(json.dumps(content).encode(), digest_size=16).hexdigest()


def _with_title(source: Article | Script, title: str) -> Article | Script:
    """Replace the headline by the submitted title."""
    if not title or isinstance(source, Script) or source.headline == title:
        return source
    return replace(source, headline=title)


def _check_lengths(source: Article | Script) -> Article | Script:
    """Raises NoArticle if a metadata field is longer than a line, which would be shown in every
    list and spoken first, or if the story is too long."""
    article = source.article if isinstance(source, Script) else source
    for name in ("headline", "byline", "site", "section"):
        if (length := len(getattr(article, name))) > MAX_FIELD_CHARS:
            raise _too_long_error(article, name, length, MAX_FIELD_CHARS)
    if (length := sum(len(block.text) for block in article.blocks)) > MAX_STORY_CHARS:
        raise _too_long_error(article, "text", length, MAX_STORY_CHARS)
    return source


def _too_long_error(article: Article, name: str, length: int, limit: int) -> NoArticle:
    reason = f"its {name} is {length:,} characters long; the limit is {limit:,}"
    return NoArticle(source=article.url or "the story", reason=reason)


def _describe_story(script: Script, plan: RecordingPlan, digest: str) -> PreparedStory:
    article = script.article
    texts = [block.text for block in article.blocks]
    return PreparedStory(
        digest=digest,
        title=article.title,
        byline=article.byline,
        site=article.site,
        section=article.section,
        published=article.day,
        url=article.url,
        excerpt=next((b.text for b in article.blocks if b.kind != "heading"), "")[:280],
        text="\n".join(texts)[:MAX_INDEXED_CHARS],
        word_count=sum(each.word_count for each in plan.segments),
        language=article.language,
        voice=plan.voice,
        read_by=find_origin(plan.voice, [each.voice for each in script.utterances]).read_by,
    )


def copy_human_recordings(script: Script, folder: Path, sources: Sequence[Path]) -> None:
    """Copy the recordings by people that the script needs, from the first directory that has
    each. Revisions share their contents on disk."""
    for voice in list_human_voices(script.utterances):
        name = human_file_name(voice)
        found = next((each / name for each in sources if (each / name).is_file()), None)
        if found:
            copy_file(found, folder / name)


def copy_segments(new: Recording, old: Recording, plan: RecordingPlan) -> None:
    """Copy the segments that another recording has, so they need no synthesis."""
    wanted = {each.key for each in plan.segments}
    if not old.is_finished:
        for key in wanted:
            if not new.has_segment(key) and (found := old.read_segment(key)):
                new.write_segment(key, *found)
        return
    old_plan = old.load_plan()
    old_segments = old.load_segments(old_plan)
    offset = old.header_size(old_segments)
    with old.audio_path.open("rb") as file:
        for each, segment in zip(old_plan.segments, old_segments, strict=True):
            assert segment is not None
            size = segment.frame_count * FRAME_BYTES
            if each.key in wanted and not new.has_segment(each.key):
                file.seek(offset)
                new.write_segment(each.key, segment, file.read(size))
            offset += size
