"""The budgets that keep the rooms small."""

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted((ROOT / "src").rglob("*.py"))
LONGEST_FUNCTION, LONGEST_MODULE, MEDIAN_FUNCTION = 40, 300, 8


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or 0) - node.lineno + 1


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_room_is_too_large(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST_MODULE
    assert {name: lines for name, lines in functions(path) if lines > LONGEST_FUNCTION} == {}


def test_half_of_all_functions_fit_in_eight_lines() -> None:
    assert median(lines for path in MODULES for _, lines in functions(path)) <= MEDIAN_FUNCTION


SCRIPT_FOLDERS = ("src/earshot/web", "player/src", "player/test")
SCRIPTS = sorted(
    path
    for folder in SCRIPT_FOLDERS
    for path in (ROOT / folder).glob("**/*.js")
    if path.parent.name not in ("dist", "kit")
)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_script_of_the_page_is_too_large(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST_MODULE
