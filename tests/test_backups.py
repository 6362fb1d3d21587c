"""Backups of a library, and the start of a server whose database is missing."""

from __future__ import annotations

import os
import sqlite3
import tarfile
import time
from contextlib import closing
from pathlib import Path

import pytest
from command_line import run_earshot
from serving import free_port, running_server, story_markdown

from earshot.errors import DataDirLocked, LibraryMissing
from earshot.server.storage.backup_archive import (
    InvalidBackup,
    LibraryNotFound,
    restore_backup,
    write_backup,
)
from earshot.server.storage.backups import DAILY_BACKUPS, LARGEST_BACKUPS, WEEKLY_BACKUPS
from earshot.server.storage.data_dir import DataDir
from earshot.server.storage.database import Database, open_database

DAY = 86_400


@pytest.fixture
def home(tmp_path: Path) -> DataDir:
    return DataDir(tmp_path)


def start_and_fail(home: Path) -> str:
    """The error output of a server that does not start."""
    run = run_earshot("serve", "--data-dir", home, "--port", f"{free_port()}")
    assert run.returncode == 1
    assert run.stderr.count("\n") == 1
    return run.stderr


def insert_stories(database: Database, *stories: str) -> None:
    for story in stories:
        sql = "INSERT INTO stories (id, key, submission_hash, submitted_at, created_at, updated_at)"
        database.execute(f"{sql} VALUES (?, ?, '', 0, 0, 0)", story, story)


def story_ids(backup: Path) -> set[str]:
    with closing(sqlite3.connect(backup)) as database:
        return {row[0] for row in database.execute("SELECT id FROM stories")}


def test_a_lost_database_is_never_replaced_by_an_empty_one(tmp_path: Path) -> None:
    with running_server(tmp_path) as server:
        story = server.create_finished_story(markdown=story_markdown("Kept"), source_id="kept")
    home = DataDir(tmp_path)
    database = open_database(home)
    database.back_up()
    database.close()
    home.database_path.unlink()
    old = home.backup_path.stat().st_mtime - 2 * DAY
    os.utime(home.backup_path, (old, old))
    error_output = start_and_fail(tmp_path)
    assert "a backup and recordings" in error_output
    assert f"run `earshot restore --data-dir {tmp_path} {home.backup_path}`" in error_output
    assert not home.database_path.exists()
    assert story_ids(home.backup_path) == {story["id"]}
    assert restore_backup(home, home.backup_path).missing_count == 0
    with running_server(tmp_path) as server:
        restored = server.get_story(story["id"])
        assert restored["status"] == "succeeded"
        assert server.client.get(restored["links"]["audio"]).status_code == 200
    assert not (tmp_path / "lost").exists()


def test_a_new_library_is_created_after_the_old_one_is_moved(
    tmp_path: Path,
) -> None:
    home = tmp_path / "home"
    with running_server(home) as server:
        server.create_finished_story(markdown=story_markdown("Moved away"))
        server.wait_until((home / "earshot.db.backup").exists)
    (home / "earshot.db").unlink()
    error_output = start_and_fail(home)
    assert f"move earshot.db.backup and stories out of {home}." in error_output
    for name in ("earshot.db.backup", "stories"):
        (home / name).rename(tmp_path / name)
    with running_server(home) as server:
        assert server.client.get("/v1/stories").json()["total"] == 0


def test_recordings_without_a_database_prevent_a_new_library(home: DataDir) -> None:
    (home.revision_dir("story", 1)).mkdir(parents=True)
    with pytest.raises(LibraryMissing, match="but recordings of a library exist"):
        open_database(home)
    home.mark_deleted("story")
    open_database(home).close()


def test_an_empty_database_file_is_rejected(home: DataDir) -> None:
    database = open_database(home)
    insert_stories(database, "one")
    database.back_up()
    database.close()
    home.database_path.write_bytes(b"")
    with pytest.raises(LibraryMissing, match=r"run `earshot restore .*; .*move earshot\.db, "):
        open_database(home)


def test_a_backup_with_more_stories_is_kept_with_its_date(home: DataDir) -> None:
    database = open_database(home)
    insert_stories(database, "one", "two")
    database.back_up()
    os.utime(home.backup_path, (1_764_072_000, 1_764_072_000))
    database.execute("DELETE FROM stories")
    database.back_up()
    assert story_ids(home.backup_path) == set()
    [dated] = home.dated_backups()
    assert dated.name == "earshot.db.backup-2025-11-25"
    assert story_ids(dated) == {"one", "two"}


def test_a_backup_of_another_library_is_kept(home: DataDir) -> None:
    database = open_database(home)
    insert_stories(database, "one", "two")
    database.back_up()
    database.execute("DELETE FROM stories")
    insert_stories(database, "three", "four", "five")
    database.back_up()
    assert [story_ids(path) for path in home.dated_backups()] == [{"one", "two"}]


def test_a_library_that_grows_has_one_backup(home: DataDir) -> None:
    database = open_database(home)
    for story in "abc":
        insert_stories(database, story)
        database.back_up()
    assert home.dated_backups() == []
    assert story_ids(home.backup_path) == set("abc")


def test_the_largest_dated_backups_of_a_day_are_kept(home: DataDir) -> None:
    database = open_database(home)
    insert_stories(database, *"abcdefgh")
    for story in "abcdefgh":
        database.back_up()
        database.execute("DELETE FROM stories WHERE id = ?", story)
    sizes = {len(story_ids(path)) for path in home.dated_backups()}
    assert sizes >= {8, 7, 6}
    assert len(sizes) == LARGEST_BACKUPS + 1, "and the newest one of the day"


def test_a_backup_of_each_day_and_week_is_kept(home: DataDir) -> None:
    database = open_database(home)
    for day in range(60):
        insert_stories(database, str(day))
        database.back_up()
        noon = 1_764_072_000 + day * DAY
        os.utime(home.backup_path, (noon, noon))
    days = [path.name[-10:] for path in home.dated_backups()]
    assert days[-DAILY_BACKUPS:] == [f"2026-01-{day}" for day in range(16, 23)]
    assert len(days) - LARGEST_BACKUPS <= DAILY_BACKUPS + WEEKLY_BACKUPS - 1
    assert story_ids(home.backup_path) == {str(day) for day in range(60)}


def test_backups_of_a_clock_that_was_ahead_displace_none_of_the_present(home: DataDir) -> None:
    database, now = open_database(home), time.time()
    ahead = [now + (100 + day) * DAY for day in range(DAILY_BACKUPS + 1)]
    present = [now - (DAILY_BACKUPS - day) * DAY for day in range(DAILY_BACKUPS)]
    for moment in (*ahead, *present):
        database.back_up()
        os.utime(home.backup_path, (moment, moment))
    database.back_up()
    names = {path.name[-10:] for path in home.dated_backups()}
    assert names >= {time.strftime("%Y-%m-%d", time.localtime(day)) for day in present}


def test_a_backup_that_cannot_be_read_is_kept(home: DataDir) -> None:
    database = open_database(home)
    home.backup_path.write_bytes(b"damaged, but somebody may mend it" * 99)
    database.back_up()
    assert len(home.dated_backups()) == 1


def test_a_backup_of_a_running_server_restores_its_stories_and_recordings(tmp_path: Path) -> None:
    home, backup = DataDir(tmp_path / "home"), tmp_path / "library.tar"
    with running_server(home.folder) as server:
        story = server.create_finished_story(markdown=story_markdown("Kept"))
        assert write_backup(home, backup) == 1
        server.create_finished_story(markdown=story_markdown("Lost"))
        with pytest.raises(DataDirLocked, match="stop that server"):
            restore_backup(home, backup)
    assert backup.stat().st_mode & 0o077 == 0
    restored = restore_backup(home, backup)
    assert (restored.story_count, restored.missing_count) == (1, 0)
    assert restored.replaced
    assert len(story_ids(restored.replaced / "earshot.db")) == 2
    with running_server(home.folder) as server:
        assert server.client.get("/v1/stories").json()["total"] == 1
        audio = server.client.get(server.get_story(story["id"])["links"]["audio"])
        assert audio.status_code == 200
    assert restore_backup(DataDir(tmp_path / "elsewhere"), backup).story_count == 1


def test_a_story_whose_recording_is_not_in_the_backup_is_recorded_again(tmp_path: Path) -> None:
    home, backup = DataDir(tmp_path / "home"), tmp_path / "database"
    with running_server(home.folder) as server:
        story = server.create_finished_story(markdown=story_markdown("Recorded twice"))
    database = open_database(home)
    database.back_up()
    database.close()
    home.backup_path.rename(backup)
    for audio in home.story_dir(story["id"]).glob("1/recording.*"):
        audio.unlink()
    assert restore_backup(home, backup).missing_count == 1
    with running_server(home.folder) as server:
        again = server.wait_until_finished(story["id"])
        assert (again["status"], again["ready_revision"]) == ("succeeded", 2)


def test_a_file_that_is_not_a_backup_replaces_nothing(home: DataDir) -> None:
    database = open_database(home)
    insert_stories(database, "one")
    database.close()
    other, missing = home.folder / "notes.txt", home.folder / "missing"
    other.write_text("This is not a backup. " * 99)
    for path, reason in ((other, "not a database"), (missing, "does not exist")):
        with pytest.raises(InvalidBackup, match=reason):
            restore_backup(home, path)
    assert story_ids(home.database_path) == {"one"}
    assert sorted(path.name for path in home.folder.iterdir() if path.is_dir()) == ["stories"]


def test_an_archive_writes_nothing_outside_the_data_directory(home: DataDir) -> None:
    database = open_database(home)
    database.back_up()
    database.close()
    attack = home.folder / "attack.tar"
    with tarfile.open(attack, "w") as archive:
        archive.add(home.backup_path, "earshot.db")
        for name in ("../outside", "/tmp/outside", "stories/../../outside", "lock"):
            archive.add(home.backup_path, name)
    target = home.folder / "target"
    restore_backup(DataDir(target), attack)
    assert sorted(path.name for path in target.iterdir()) == ["earshot.db", "lock", "stories"]
    assert not (home.folder / "outside").exists()
    assert (target / "lock").stat().st_size < 20


def test_a_directory_without_a_library_has_no_backup(home: DataDir) -> None:
    with pytest.raises(LibraryNotFound, match="data directory"):
        write_backup(home, home.folder / "library.tar")
    assert list(home.folder.iterdir()) == []
