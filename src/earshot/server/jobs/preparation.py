"""The request that prepares a story, and the columns of the story that its result fills."""

from __future__ import annotations

import asyncio
import secrets
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from earshot.files import TEMPORARY_PREFIX, as_output_error, write_file
from earshot.script.edits import Edits, ReadingSettings, SiteSettings
from earshot.script.pauses import parse_pauses
from earshot.server.jobs.messages import (
    ComposeEdition,
    EditionContent,
    PreparedStory,
    PrepareStory,
    ReviseStory,
)
from earshot.server.settings import Settings
from earshot.server.storage.cookie_store import load_cookie_lines
from earshot.server.storage.data_dir import DataDir
from earshot.server.storage.database import Database
from earshot.server.storage.edits import add_lexicon, load_edits
from earshot.server.storage.file_names import INTRO_FILE, OUTRO_FILE
from earshot.server.storage.human_recordings import list_recording_files
from earshot.server.storage.site_audio import load_site_audio
from earshot.server.storage.sites import find_site_settings
from earshot.server.storage.story import ACCEPT_SOURCE, Story
from earshot.synthetic_voice import human_file_name, story_recording_file_name

_INDEXED_COLUMNS = {"byline", "site", "section"}
MAX_INDEXED_CHARS = 500
"""An entry of an index of Postgres has at most 2,700 bytes."""
_ARTICLE_COLUMNS = ("title", "byline", "site", "published", "excerpt", "word_count")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryInput:
    """The inputs of a revision besides its source."""

    edits: Edits
    site: SiteSettings
    content: EditionContent | None
    """The contents of an edition; None for other stories."""
    site_audio: dict[str, bytes]
    """The sound of the site, by the names of its files in the revision."""
    cookie_lines: str
    """The cookies of sites, as the lines of a cookie file."""


def gather_input(
    database: Database, story: Story, edition_content: EditionContent | None
) -> StoryInput:
    site = find_site_settings(database, story.url)
    edits = add_lexicon(database, load_edits(database, story), site)
    names = {INTRO_FILE: site.intro_audio, OUTRO_FILE: site.outro_audio}
    found = {file: load_site_audio(database, name) for file, name in names.items() if name}
    site_audio = {file: content for file, content in found.items() if content}
    return StoryInput(
        edits=edits,
        site=site,
        content=edition_content,
        site_audio=site_audio,
        cookie_lines="\n".join(load_cookie_lines(database)),
    )


def name_attempt(data_dir: DataDir, story: Story) -> Path:
    """A new directory in which the next revision is prepared. A cancelled attempt may continue for
    a while, and must not write to the directory of the next one. Leftovers are removed when the
    server starts."""
    name = f"{TEMPORARY_PREFIX}{story.revision + 1}-{secrets.token_hex(4)}"
    return data_dir.story_dir(story.id) / name


def accept_attempt(data_dir: DataDir, attempt: Path, story: Story) -> None:
    """Make an attempt the next revision. A process that died may have left one there. Raises
    Unwritable and DiskFull."""
    folder = data_dir.revision_dir(story.id, story.revision + 1)
    shutil.rmtree(folder, ignore_errors=True)
    try:
        attempt.rename(folder)
    except OSError as error:
        raise as_output_error(folder, error) from error


async def create_request(
    data_dir: DataDir, settings: Settings, story: Story, story_input: StoryInput, folder: Path
) -> PrepareStory | ReviseStory | ComposeEdition:
    """The request that writes the next revision to `folder`. Its input files are downloaded if
    they are not on this machine.
    Raises an OutputError."""
    await _fetch_input_files(data_dir, story, story_input, folder)
    return _build_request(story, folder, data_dir, settings, story_input)


async def _fetch_input_files(
    data_dir: DataDir, story: Story, story_input: StoryInput, target: Path
) -> None:
    """Download the files that the request names, and write those of the site to `target`. Raises an
    OutputError."""
    for name, content in story_input.site_audio.items():
        await asyncio.to_thread(write_file, target / name, content)
    numbers = {story.ready_revision, story.revision} - {0}
    folders = [data_dir.revision_dir(story.id, number) for number in numbers]
    if story_input.content:
        folders += map(Path, story_input.content.stories)
    await data_dir.fetch_recordings(folders)
    await fetch_human_recordings(data_dir, story.id, story_input.edits)
    if story.needs_source and not story_input.content:
        for path in data_dir.list_sent_paths(story.id, story.submission_hash):
            await data_dir.fetch_file(path)


async def fetch_human_recordings(data_dir: DataDir, story_id: str, edits: Edits) -> None:
    """Download the recordings by people that the edits name. Raises an OutputError."""
    folder = data_dir.story_dir(story_id)
    if edits.recording:
        await data_dir.fetch_file(folder / story_recording_file_name(edits.recording))
    with suppress(FileNotFoundError):  # the check of the edits says so
        for path in list_recording_files(edits, folder):
            await data_dir.fetch_file(path)


async def upload_human_recording(data_dir: DataDir, story_id: str, voice: str) -> None:
    """Upload the files of a recording that was stored. Raises an OutputError."""
    folder = data_dir.story_dir(story_id)
    if (folder / story_recording_file_name(voice)).is_file():
        for path in list_recording_files(Edits(recording=voice), folder):
            await data_dir.upload_file(path)
        await data_dir.upload_file(folder / story_recording_file_name(voice))  # last: it names them
    else:
        await data_dir.upload_file(folder / human_file_name(voice))


def _build_request(
    story: Story, folder: Path, data_dir: DataDir, settings: Settings, story_input: StoryInput
) -> PrepareStory | ReviseStory | ComposeEdition:
    common: dict[str, Any] = {
        "folder": str(folder),
        "title": story.requested_title,
        "voice": story.voice or story_input.site.voice or settings.voice,
        "language": story.language,
        "reusable_folders": [
            str(data_dir.revision_dir(story.id, each))
            for each in sorted({story.ready_revision, story.revision} - {0})
        ],
    }
    if story_input.content:
        return ComposeEdition(content=story_input.content, **common)
    common |= {
        "edits": story_input.edits,
        "site": story_input.site,
        "reading": choose_reading(story, story_input.site, settings),
    }
    newest = data_dir.revision_dir(story.id, story.revision)
    if not story.needs_source:
        return ReviseStory(source_folder=str(newest), **common)
    paths = data_dir.list_sent_paths(story.id, story.submission_hash)
    files = [path for path in paths if path.is_file()]
    return PrepareStory(
        source=str(files[0]) if files else story.url,
        url=story.url,
        default_language=story_input.site.language or settings.language,
        private_hosts=settings.allowed_private_hosts,
        cookie_lines="" if files else f"{data_dir.read_cookie_file()}\n{story_input.cookie_lines}",
        recorded_folder=str(newest) if story.revision else "",
        accepts_any_text=story.needs_source == ACCEPT_SOURCE,
        **common,
    )


def choose_reading(story: Story, site: SiteSettings, settings: Settings) -> ReadingSettings:
    """The settings of the request, then of the site, then of the server."""
    pauses = dict[str, int](parse_pauses(settings.pauses).items())
    default = ReadingSettings(spoken_parts=settings.spoken_parts, pauses=pauses)
    return story.requested_reading.complete(site.reading).complete(default)


def build_columns(story: Story, number: int, result: PreparedStory) -> dict[str, Any]:
    """The columns of the story after the revision `number` was saved."""
    columns = {name: getattr(result, name) for name in _ARTICLE_COLUMNS}
    if result.section:
        columns["section"] = result.section
    for name in _INDEXED_COLUMNS & columns.keys():
        columns[name] = columns[name][:MAX_INDEXED_CHARS]
    columns |= {"url": story.url or result.url, "spoken_language": result.language}
    columns |= {"needed_voice": result.voice, "read_by": result.read_by}
    columns |= {"digest": result.digest, "revision": number}
    return columns | build_check_columns(story)


def build_check_columns(story: Story) -> dict[str, Any]:
    """The columns of the story after its source was read, if the job read it."""
    columns: dict[str, Any] = {"error": "", "attempts": 0, "needs_source": 0}
    if story.needs_source:
        columns |= {"source_error": "", "checked_at": time.time(), "gone_count": 0}
    return columns
