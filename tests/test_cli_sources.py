"""Many sources in one call: patterns, lists, an archive, and where the files go."""

import io
import json
import signal
import subprocess
import sys
import time
import wave
from pathlib import Path

import pytest
from command_line import CommandResult, run_earshot

from earshot.audio.ffmpeg import decode_bytes
from earshot.cli.output_path import check_output
from earshot.cli.sources import Archive, list_sources
from earshot.errors import EarshotError, InvalidOption, MissingOption, UnknownFormat, Unwritable

VOICE = ("--voice", "espeak:en-us")


def write_story(folder: Path, name: str, headline: str, words: int = 30) -> Path:
    path = folder / name
    text = "The ferry came back at noon. " * (words // 6)
    path.write_text(f"# {headline}\n\n{text}\n", "utf-8")
    return path


def narrate(folder: Path, *arguments: str | Path) -> CommandResult:
    return run_earshot("narrate", *VOICE, *arguments, cwd=folder)


def test_a_pattern_and_a_list_give_each_source_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("b.md", "a.md", "c.txt"):
        (tmp_path / name).write_text("x")
    (tmp_path / "list").write_text("# a comment\n\n  c.txt \nhttps://news.example/a?b=[1]\na.md\n")
    found = list_sources(["*.md"], "list")
    assert found == ["a.md", "b.md", "c.txt", "https://news.example/a?b=[1]"]


def test_a_file_whose_name_has_signs_of_a_pattern_is_that_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a[1].md").write_text("x")
    assert list_sources(["a[1].md"], None) == ["a[1].md"]


@pytest.mark.parametrize(
    ("arguments", "list_file", "error"),
    [
        ([], None, MissingOption),
        (["*.nothing"], None, InvalidOption),
        (["a"], "nosuch", EarshotError),
        ([], "/dev/null", MissingOption),
    ],
)
def test_sources_that_are_missing_are_named(
    arguments: list[str], list_file: str | None, error: type[EarshotError]
) -> None:
    with pytest.raises(error):
        list_sources(arguments, list_file)


def test_an_archive_that_is_not_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "archive").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Unwritable, match="not an archive"):
        Archive(str(tmp_path / "archive"))


@pytest.mark.parametrize(
    ("output", "audio_format", "count", "error"),
    [
        ("a.ogg", None, 1, UnknownFormat),
        ("a.doc", None, 1, UnknownFormat),
        ("a.mp3", "opus", 1, InvalidOption),
        ("a.mp3", None, 2, InvalidOption),
        ("{nosuch}.mp3", None, 1, InvalidOption),
        ("-", None, 2, InvalidOption),
    ],
)
def test_an_output_that_cannot_be_meant_is_refused(
    output: str, audio_format: str | None, count: int, error: type[EarshotError]
) -> None:
    with pytest.raises(error):
        check_output(output, audio_format, count)


@pytest.mark.parametrize("output", ["stories.2026", "a.b/c", "v1.0", ".", "out", "{title}"])
def test_a_directory_may_have_a_dot(output: str) -> None:
    assert check_output(output, None, 3) == "mp3"


def test_many_sources_go_into_files_named_by_a_template(tmp_path: Path) -> None:
    first = write_story(tmp_path, "a.md", "Ferry is back")
    second = write_story(tmp_path, "b.md", "Wall is up")
    run = narrate(tmp_path, first, second, "-o", "out/{language}/{title}.wav", "--json")
    assert run.returncode == 0, run.stderr
    rows = [json.loads(line) for line in run.stdout.splitlines()]
    assert [row["audio"] for row in rows] == [
        "out/en-us/ferry-is-back.wav",
        "out/en-us/wall-is-up.wav",
    ]
    assert all(Path(tmp_path, row[key]).is_file() for row in rows for key in ("audio", "page"))
    assert rows[0]["words"] > 20


def test_one_failure_of_many_is_reported_and_the_others_go_on(tmp_path: Path) -> None:
    story = write_story(tmp_path, "a.md", "Ferry is back")
    run = narrate(tmp_path, "nosuch.md", story, "-q")
    assert run.returncode == 1
    assert run.stdout == ""
    assert "nosuch.md: no such file" in run.stderr
    assert "1 of 2 sources failed" in run.stderr
    assert (tmp_path / "ferry-is-back.mp3").is_file()


def test_a_second_article_of_the_same_name_replaces_nothing(tmp_path: Path) -> None:
    story = write_story(tmp_path, "a.md", "Ferry is back")
    assert narrate(tmp_path, story).returncode == 0
    before = (tmp_path / "ferry-is-back.mp3").read_bytes()
    assert narrate(tmp_path, story).returncode == 0
    assert not (tmp_path / "ferry-is-back-2.mp3").exists()
    other = write_story(tmp_path, "b.md", "Ferry is back!", words=60)
    assert narrate(tmp_path, other).returncode == 0
    assert (tmp_path / "ferry-is-back.mp3").read_bytes() == before
    assert (tmp_path / "ferry-is-back-2.mp3").is_file()


def test_an_archive_continues_where_a_killed_call_stopped(tmp_path: Path) -> None:
    stories = [write_story(tmp_path, f"{n}.md", f"Story {n}", words=60) for n in range(4)]
    command = [sys.executable, "-m", "earshot", "narrate", *VOICE, "--archive", "done"]
    process = subprocess.Popen(
        [*command, *map(str, stories)], cwd=tmp_path, stdout=subprocess.DEVNULL
    )
    archive = tmp_path / "done"
    while not archive.exists() and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    done = archive.read_text().splitlines()
    run = narrate(tmp_path, *stories, "--archive", "done", "-v")
    assert run.returncode == 0
    assert run.stderr.count("already in the archive") == len(done)
    assert archive.read_text().splitlines() == [str(story) for story in stories]


@pytest.mark.parametrize("audio_format", ["wav", "mp3", "opus", "flac"])
def test_standard_output_gets_the_recording(tmp_path: Path, audio_format: str) -> None:
    story = write_story(tmp_path, "a.md", "Ferry is back")
    run = narrate(tmp_path, story, "-o", "-", "--format", audio_format)
    assert run.returncode == 0, run.stderr
    assert len(decode_bytes(run.stdout_bytes, 24_000)) > 5 * 24_000
    assert [each.name for each in tmp_path.iterdir()] == ["a.md"]
    if audio_format == "wav":
        with wave.open(io.BytesIO(run.stdout_bytes)) as file:
            assert file.getframerate() == 24_000


def test_an_mp4_file_cannot_go_through_a_pipe(tmp_path: Path) -> None:
    story = write_story(tmp_path, "a.md", "Ferry is back")
    run = narrate(tmp_path, story, "-o", "-", "--format", "m4a")
    assert run.returncode == 1
    assert "--format cannot be m4a: it cannot be written to a pipe" in run.stderr
