"""README's code runs."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text("utf-8")
DISTRIBUTION: str = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["name"]


def test_the_five_lines_of_python_run_and_are_five(tmp_path: Path) -> None:
    [code] = re.findall(r"```python\n(.*?)```", README, re.S)
    assert len([line for line in code.splitlines() if line.strip()]) <= 5
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert run.stdout.startswith("out/harbour.mp3 ")
    assert (tmp_path / "out/harbour.html").is_file()


def test_the_first_screen_shows_how_to_install_run_embed_and_call_it() -> None:
    screen = "\n".join(README.splitlines()[:50])
    uvx = ("uvx --from . earshot serve", f"uvx --from {DISTRIBUTION} earshot serve")
    for part in ("make listen", "make test", "pip install .", *uvx):
        assert f"    {part}" in screen, part
    for part in ("<earshot-player", "```python", ".png)", ".opus)", "does not do"):
        assert part in screen, part


def test_no_text_installs_the_other_project_that_pypi_has_under_this_name() -> None:
    texts = (*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md"), *(ROOT / "src").rglob("*.py"))
    for path in texts:
        text = path.read_text("utf-8")
        assert not re.search(
            r"(pip install|uvx) '?earshot(?!-audio|-voices)(?!\w)|earshot\[\w+\]'", text
        ), path


def test_every_page_that_it_points_to_is_there() -> None:
    for target in re.findall(r"\]\(([^)]+)\)", README):
        assert target.startswith("#") or (ROOT / target).exists(), target


def test_the_two_commands_are_targets_of_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for command in re.findall(r"^    make (\w+)", README, re.M):
        assert re.search(rf"^{command}:", makefile, re.M), command
