"""The programs in examples/ run. `test_api` runs the one that needs a server."""

from __future__ import annotations

import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from earshot.audio.ffmpeg import decode_bytes
from earshot.mastering import RATE

EXAMPLES = Path(__file__).parents[1] / "examples"


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "story.md"
    path.write_text("# Ferry returns\n\n“Nobody waited,” she said. The boat is back.", "utf-8")
    return path


def run_example(monkeypatch: pytest.MonkeyPatch, name: str, *arguments: object) -> None:
    monkeypatch.setattr(sys, "argv", [name, *map(str, arguments)])
    runpy.run_path(str(EXAMPLES / name), run_name="__main__")


def test_word_times_are_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], story: Path
) -> None:
    run_example(monkeypatch, "word_times.py", story)
    lines = capsys.readouterr().out.splitlines()
    times = [float(line.split(" s ")[0]) for line in lines]
    assert times == sorted(times)
    assert len(times) == 10


def test_a_direct_quotation_has_a_second_voice(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, story: Path
) -> None:
    run_example(monkeypatch, "two_voices.py", story, tmp_path)
    assert {each.suffix for each in tmp_path.iterdir()} == {".m4b", ".srt", ".json", ".html", ".md"}


def test_audio_is_streamed_as_a_wav_file(story: Path) -> None:
    command = [sys.executable, str(EXAMPLES / "stream_async.py"), str(story)]
    audio = subprocess.run(command, capture_output=True, check=True).stdout
    assert len(decode_bytes(audio, RATE)) / RATE > 2
