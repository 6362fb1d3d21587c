"""The programs in examples/ run. `test_api` runs the one that needs a server."""

from __future__ import annotations

import json
import runpy
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.display import Audio, IFrame, Markdown
from traitlets.config import Config

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


def test_the_notebook_plays_sound_and_shows_when_each_word_is_spoken(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shutil.copy(EXAMPLES / "harbour.html", tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    # IPython warns if the tests run in another environment than the active one
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    headline, sound, table, spoken, page = run_notebook("listen.ipynb")
    assert headline[0] == "Harbour wall reopens 14 months after the storm"
    assert isinstance(sound, Audio)
    assert len(decode_bytes(sound.data, RATE)) / RATE > 5
    assert isinstance(table, Markdown)
    _, _, *rows = table.data.splitlines()
    starts = [float(row.split("|")[1]) for row in rows]
    assert starts == sorted(starts)
    assert rows[0].endswith("| Harbour |")
    assert "four point seven million pounds" in spoken
    assert isinstance(page, IFrame)
    assert (tmp_path / page.src).is_file()
    article = EXAMPLES / "harbour.html"
    assert (tmp_path / article.name).read_bytes() == article.read_bytes()


def run_notebook(name: str) -> list[Any]:
    """The results of its cells of code, as IPython runs them."""
    shell = InteractiveShell(config=Config({"HistoryManager": {"enabled": False}}))
    results = []
    for cell in json.loads((EXAMPLES / name).read_text("utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            answer = shell.run_cell("".join(cell["source"]))
            answer.raise_error()
            results.append(answer.result)
    return results
