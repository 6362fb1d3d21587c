"""The plug-ins of the how-to guide, installed as a package."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from earshot.cli import main
from earshot.plugins import scan_packages

GUIDE = Path(__file__).parents[1] / "docs/how-to/write-a-plug-in.md"
NOTE = "The harbour is open\n\nThe harbour runs on k8s now, and a11y is better."


@pytest.fixture
def plugins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The module of the plug-ins of the guide. Notes are in the working directory."""
    guide = GUIDE.read_text("utf-8")
    module = tmp_path / "my_plugins.py"
    module.write_text("\n".join(re.findall(r"```python\n(.*?)```", guide, re.S)), "utf-8")
    [table] = re.findall(r"```toml\n(.*?)```", guide, re.S)
    package = tmp_path / "my_plugins-1.dist-info"
    package.mkdir()
    entries = re.sub(r'project.entry-points."([\w.]+)"', r"\1", table).replace('"', "")
    (package / "entry_points.txt").write_text(entries, "utf-8")
    (package / "METADATA").write_text("Metadata-Version: 2.1\nName: my-plugins\nVersion: 1\n")
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes/harbour.txt").write_text(NOTE, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    for name in ("my_plugins", "broken"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    scan_packages.cache_clear()
    yield module
    monkeypatch.undo()
    scan_packages.cache_clear()


def test_a_plug_in_reads_a_source_and_another_writes_it(plugins: Path) -> None:
    command = ["narrate", "note:harbour.txt", "--voice", "silent:reader", "-o", "harbour.wav"]
    assert main([*command, "--caption-format", "lrc"]) == 0
    lines = Path("harbour.lrc").read_text("utf-8").splitlines()
    assert lines[0] == "[ti:The harbour is open]"
    assert re.fullmatch(r"\[00:0\d\.\d\d\]The harbour runs on k8s now and a11y is better", lines[2])


def test_a_plug_in_sets_spoken_forms(plugins: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["script", "note:harbour.txt"]) == 0
    assert "runs on kubernetes now, and accessibility is better." in capsys.readouterr().out


def test_sources_that_a_plug_in_does_not_know_are_read_as_before(
    plugins: Path, bridge: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["script", str(bridge)]) == 0
    assert capsys.readouterr().out


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("def read_note(source): return source", "it returned str, not an Article or None"),
        ("def read_note(source): return 1 / 0", "ZeroDivisionError: division by zero"),
        ("import nothing_like_it", "ModuleNotFoundError: No module named 'nothing_like_it'"),
    ],
)
def test_the_error_of_a_plug_in_names_its_package(
    plugins: Path, capsys: pytest.CaptureFixture[str], code: str, reason: str
) -> None:
    plugins.with_name("broken.py").write_text(code, "utf-8")
    entries = plugins.with_name("my_plugins-1.dist-info") / "entry_points.txt"
    entries.write_text("[earshot.sources]\nnotes = broken:read_note\n", "utf-8")
    scan_packages.cache_clear()
    assert main(["script", "note:harbour.txt"]) == 1
    assert f"lug-in notes of my-plugins failed: {reason}; repair" in capsys.readouterr().err


def test_a_spoken_form_outside_its_sentence_is_rejected(
    plugins: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plugins.write_text(
        plugins.read_text("utf-8").replace("match.end()", "match.end() + 500"), "utf-8"
    )
    assert main(["script", "note:harbour.txt"]) == 1
    assert "(20, 523, 'kubernetes')" in capsys.readouterr().err
