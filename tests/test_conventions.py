"""The conventions of CONTRIBUTING.md: sizes, names and plain English.

`conventions.toml` lists what broke a rule when the rule was made. The list only shrinks: a new
entry is an error, and so is one that is not needed any more. `EARSHOT_TEST_UPDATE=1 python -m
pytest tests/test_conventions.py` takes out the entries that are not needed.
"""

import ast
import json
import os
import re
import tomllib
from collections import Counter
from collections.abc import Callable
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from statistics import median

import conventions
import grimp
import pytest
from conventions import Name
from permissions import PERMISSIONS, list_routes

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted((ROOT / "src").rglob("*.py"))
LONGEST_FUNCTION, LONGEST_MODULE, MEDIAN_FUNCTION = 40, 300, 8


@cache
def functions(path: Path) -> list[tuple[str, int]]:
    return [
        (node.name, (node.end_lineno or 0) - node.lineno + 1)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_or_function_is_too_large(path: Path) -> None:
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


def test_no_modules_of_the_player_import_each_other() -> None:
    imports = {path: list_imported_scripts(path) for path in SCRIPTS}
    list(TopologicalSorter(imports).static_order())  # raises CycleError, which names them


def list_imported_scripts(path: Path) -> set[Path]:
    """The modules that run before this one; not those that it loads later."""
    names = STATIC_IMPORT.findall(path.read_text("utf-8"))
    return {(path.parent / name).resolve() for name in names}


STATIC_IMPORT = re.compile(r'^(?:import|export)\b[^;"]*"(\.[^"]+\.js)";', re.MULTILINE)
EXCEPTIONS = Path(__file__).with_name("conventions.toml")


def compare(rule: str, found: Counter[str]) -> None:
    """Hold what breaks a rule, counted by file or name, against the exceptions."""
    exceptions = tomllib.loads(EXCEPTIONS.read_text("utf-8"))
    allowed: dict[str, int] = exceptions.get(rule, {})
    assert {key: count for key, count in found.items() if count > allowed.get(key, 0)} == {}
    if os.environ.get("EARSHOT_TEST_UPDATE"):
        write_exceptions({**exceptions, rule: dict(found)})
        return
    assert {key: count for key, count in allowed.items() if count > found[key]} == {}


def write_exceptions(exceptions: dict[str, dict[str, int]]) -> None:
    lines = []
    for rule, entries in exceptions.items():
        rows = [f"{json.dumps(key)} = {count}" for key, count in sorted(entries.items())]
        lines += [f"[{rule}]", *rows, ""]
    EXCEPTIONS.write_text("\n".join(lines), "utf-8")


def broken_names(breaks_rule: Callable[[Name], bool]) -> Counter[str]:
    return Counter(f"{each.path} {each.name}" for each in conventions.names() if breaks_rule(each))


def test_no_module_is_named_by_a_gerund() -> None:
    modules = [*conventions.python_modules(), *conventions.scripts()]
    found = [path for path in modules if conventions.is_gerund(path.stem)]
    compare("gerund_modules", Counter(path.relative_to(ROOT).as_posix() for path in found))


def test_no_name_has_a_word_that_the_glossary_replaces() -> None:
    compare("banned_words", broken_names(lambda each: conventions.has_banned_word(each.name)))


def test_no_function_is_named_by_a_bare_participle() -> None:
    compare(
        "participles",
        broken_names(lambda each: each.is_function and conventions.is_bare_participle(each.name)),
    )


def test_prose_is_plain_english() -> None:
    compare("prose", conventions.odd_prose())


@pytest.mark.parametrize("name", ["hearing", "live-stream-feeding", "feeding_2"])
def test_a_gerund_is_recognized(name: str) -> None:
    assert conventions.is_gerund(name)


@pytest.mark.parametrize("name", ["recordings", "encoding", "word_timings", "string", "settings"])
def test_a_noun_is_not_a_gerund(name: str) -> None:
    assert not conventions.is_gerund(name)


@pytest.mark.parametrize("name", ["told", "_made", "joined"])
def test_a_bare_participle_is_recognized(name: str) -> None:
    assert conventions.is_bare_participle(name)


@pytest.mark.parametrize("name", ["embed", "is_told", "feed", "read", "find_told"])
def test_a_verb_is_not_a_participle(name: str) -> None:
    assert not conventions.is_bare_participle(name)


@pytest.mark.parametrize(
    "text",
    [
        "This is no story.",
        "What tells them apart",
        "Nobody waits.",
        "it is told a name",
        "by the clock",
    ],
)
def test_odd_prose_is_recognized(text: str) -> None:
    assert conventions.PROSE.search(text)


@pytest.mark.parametrize("text", ["There is no voice.", "It is no longer there.", "toldo"])
def test_plain_prose_is_not_recognized(text: str) -> None:
    assert not conventions.PROSE.search(text)


LONGEST_IMPORT_CHAIN, LONGEST_CHAIN_WITH_TYPES = 11, 16
"""Modules that import each other in a row. The numbers only go down."""


def find_longest_chain(graph: grimp.ImportGraph) -> tuple[str, ...]:
    @cache
    def find_chain_from(module: str) -> tuple[str, ...]:
        imported = graph.find_modules_directly_imported_by(module)
        return (module, *max(map(find_chain_from, imported), key=len, default=()))

    return max(map(find_chain_from, graph.modules), key=len)


def test_no_chain_of_imports_is_long() -> None:
    graph = grimp.build_graph("earshot", exclude_type_checking_imports=True, cache_dir=None)
    chain = find_longest_chain(graph)
    assert len(chain) <= LONGEST_IMPORT_CHAIN, chain


def test_no_chain_of_imports_is_long_if_imports_for_types_count() -> None:
    graph = grimp.build_graph("earshot", cache_dir=None)
    for name in graph.find_modules_directly_imported_by("earshot"):  # imported on first use
        graph.remove_import(importer="earshot", imported=name)
    chain = find_longest_chain(graph)
    assert len(chain) <= LONGEST_CHAIN_WITH_TYPES, chain


def test_every_route_has_its_scope_and_role_in_the_table() -> None:
    """A new route is added to `permissions.py`; test_accounts.py tries it as every role."""
    assert {f"{method} {path}" for method, path in list_routes()} == set(PERMISSIONS)


def test_each_migration_has_a_number_of_its_own_and_a_file_for_each_engine() -> None:
    folder = ROOT / "src/earshot/server/storage/migrations"
    sqlite = [each.name for each in sorted(folder.glob("*.sql"))]
    assert [int(name[:4]) for name in sqlite] == list(range(1, len(sqlite) + 1))
    schema, *postgres = [each.name for each in sorted((folder / "postgres").glob("*.sql"))]
    assert postgres == sqlite[int(schema[:4]) :]
