"""Submissions whose process dies, and submissions at the same time."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
import submission_kills

from earshot.server import maintenance
from earshot.server.maintenance import remove_leftovers
from earshot.server.service_factory import create_services
from earshot.server.settings import Settings
from earshot.server.storage.data_dir import DataDir
from earshot.server.storage.database import open_database
from earshot.server.storage.stories import StoryStore
from earshot.server.submission import Submission

DAY = 86_400.0
FIRST, SECOND = "The ferry came back.", "The ferry came back on Monday."


def create_library(folder: Path, *texts: str) -> Path:
    DataDir(folder).stories_dir.mkdir(parents=True)
    services = create_services(DataDir(folder), Settings(voice="silent:reader"))
    with closing(services):
        for text in texts:
            submission = Submission(source_id="cms-1", text=text)
            asyncio.run(services.submissions.accept(submission))
    return folder


def test_what_is_left_of_deleted_stories_is_found_among_many_directories(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(maintenance, "FOLDERS_PER_QUERY", 2)
    data_dir = DataDir(create_library(tmp_path))
    with closing(open_database(data_dir)) as database:
        known = {StoryStore(database).add(f"k{n}", {"submission_hash": ""}).id for n in range(5)}
        for story_id in (*known, "deleted", "unknown"):
            data_dir.story_dir(story_id).mkdir()
        data_dir.mark_deleted("deleted")
        remove_leftovers(database, data_dir)
    assert {path.name for path in data_dir.stories_dir.iterdir()} == known
    [lost] = (tmp_path / "lost").iterdir()
    assert lost.name.startswith("unknown-")


def read_after_start(folder: Path) -> list[str]:
    """The contents of all stories after the next start of a server."""
    data_dir = DataDir(folder)
    with closing(open_database(data_dir)) as database:
        stories = StoryStore(database)
        remove_leftovers(database, data_dir)
        rows = [story for each in stories.ids() if (story := stories.get(each))]
    assert {path.name for path in data_dir.stories_dir.iterdir()} == {row.id for row in rows}
    paths = [data_dir.list_sent_paths(row.id, row.submission_hash) for row in rows]
    leftovers = ("lost", "incoming")
    assert [name for name in leftovers if (folder / name).exists()] == []
    assert data_dir.list_marked_deleted() == []
    return [path.read_text() for each in paths for path in each if path.is_file()]


def send_with_kills(template: Path, folder: Path, text: str) -> list[list[str]]:
    """The contents after a kill before the first, second, … access to the disk."""
    arguments = [str(template), str(folder), text]
    subprocess.run([sys.executable, submission_kills.__file__, *arguments], check=True)
    folders = sorted(folder.iterdir(), key=lambda each: int(each.name))
    return [read_after_start(each) for each in folders]


def test_a_story_and_its_content_are_saved_together_wherever_the_process_dies(
    tmp_path: Path,
) -> None:
    results = send_with_kills(create_library(tmp_path / "empty"), tmp_path / "copies", FIRST)
    is_saved = results.index([FIRST])
    assert results == [[]] * is_saved + [[FIRST]] * (len(results) - is_saved)
    assert 5 < is_saved < len(results) - 1, "kills before and after the commit"


def test_a_corrected_story_has_its_old_or_its_new_content_wherever_the_process_dies(
    tmp_path: Path,
) -> None:
    template = create_library(tmp_path / "known", FIRST)
    results = send_with_kills(template, tmp_path / "copies", SECOND)
    is_saved = results.index([SECOND])
    assert results == [[FIRST]] * is_saved + [[SECOND]] * (len(results) - is_saved)
    assert 5 < is_saved < len(results) - 1, "kills before and after the commit"


def test_no_file_of_an_unsaved_story_stays_in_the_object_store(tmp_path: Path) -> None:
    template, copies = create_library(tmp_path / "empty"), tmp_path / "copies"
    (template / submission_kills.BUCKET).mkdir()
    send_with_kills(template, copies, FIRST)
    for copy in copies.iterdir():
        with closing(open_database(DataDir(copy))) as database:
            stories = StoryStore(database)
            saved, unsaved = stories.ids(), set(stories.list_deleted(time.time() + DAY))
        stored = {path.name for path in copy.glob(f"{submission_kills.BUCKET}/stories/*")}
        assert saved <= stored <= saved | unsaved
        assert not saved & unsaved


def test_two_stories_with_the_same_content_are_accepted_at_the_same_time(tmp_path: Path) -> None:
    data_dir = DataDir(create_library(tmp_path / "library"))
    services = create_services(data_dir, Settings(voice="silent:reader"))

    async def send_all() -> None:
        submissions = (Submission(source_id=name, text=FIRST) for name in "abcdefgh")
        await asyncio.gather(*map(services.submissions.accept, submissions))

    with closing(services):
        asyncio.run(send_all())
    assert read_after_start(data_dir.folder) == [FIRST] * 8
