"""The documents agree with the code."""

import argparse
import re
import tomllib
from dataclasses import fields
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path

import pytest

import earshot
from earshot.cli import COMMANDS
from earshot.environment import RENAMED_VARIABLES
from earshot.publish.audio_formats import FORMATS
from earshot.server.settings import Settings
from scripts import build_reference, openapi_tables

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
REFERENCE = DOCS / "reference"
DOCUMENTS = [*sorted(DOCS.rglob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]


def read(page: str) -> str:
    return (REFERENCE / page).read_text("utf-8")


def headings(page: str, chapter: str, level: int = 3) -> set[str]:
    """Return the headings under a chapter of a reference page."""
    text = read(page).split(f"\n## {chapter}\n")[1].split("\n## ")[0]
    return set(re.findall(rf"^{'#' * level} (.+)$", text, re.M))


def parser_of(command: str) -> argparse.ArgumentParser:
    module = import_module(f"earshot.cli.{build_reference.module_name(command)}")
    parser: argparse.ArgumentParser = module.parser()
    return parser


def written(document: Path) -> str:
    """Return the part of a document that is not generated."""
    return build_reference.PART.sub("", document.read_text("utf-8"))


@pytest.mark.parametrize("page", build_reference.PAGES, ids=lambda page: page.name)
def test_the_generated_parts_of_the_reference_are_up_to_date(page: Path) -> None:
    text = page.read_text("utf-8")
    assert build_reference.build_page(text) == (text, [])


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_its_section_and_its_table(command: str) -> None:
    section = read("cli.md").split(f"\n## earshot {command}\n")[1].split("\n## ")[0]
    assert f"<!-- generated: command {command} -->" in section


def test_every_section_of_a_command_has_its_command() -> None:
    assert set(re.findall(r"^## earshot (.+)$", read("cli.md"), re.M)) == set(COMMANDS)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_option_in_a_document_is_an_option_of_a_command(document: Path) -> None:
    known = {name for command in COMMANDS for name in parser_of(command)._option_string_actions}
    lines = re.findall(r"(?:^|[\s|`(])earshot [^`\n]*|`--[^`\n]*`", written(document))
    named = {name for line in lines for name in re.findall(r"(?<![\w-])--[a-z][a-z-]*\b", line)}
    named = {name for name in named if not name.startswith("--earshot-")}
    assert named - known == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_path_of_the_api_in_a_document_is_an_operation(document: Path) -> None:
    paths = {re.sub(r"\{\w+\}", "{}", path) for _, path, _ in openapi_tables.list_operations()}
    named = {
        re.sub(r"\{(?:[\w,]+)\}|\bID\b|…", "{}", re.sub(r"(audio|transcript)\.\w+", r"\1.{}", path))
        for path in re.findall(r"/v1/[\w/.{},…-]*[\w}]", written(document))
    }
    assert named - paths - {"/v1/openapi.json"} == set()


def test_every_operation_of_the_api_is_in_one_group() -> None:
    groups = openapi_tables.PREFIXES.values()
    for _, path, _ in openapi_tables.list_operations():
        assert sum(path.startswith(prefixes) for prefixes in groups) == 1, path


def test_every_group_of_operations_is_in_the_reference() -> None:
    for group in openapi_tables.PREFIXES:
        assert f"<!-- generated: operations {group} -->" in read("http-api.md")


def test_every_public_name_has_its_heading_and_its_signature() -> None:
    text = read("python.md").split("\n## Voices\n")[0]
    assert set(re.findall(r"^### (.+)$", text, re.M)) == set(earshot.__all__)
    assert set(re.findall(r"<!-- generated: signature (\w+) -->", text)) == set(earshot.__all__)


def test_every_engine_has_its_heading() -> None:
    ours = {entry.name for entry in entry_points(group="earshot.voices") if _is_ours(entry.value)}
    assert headings("python.md", "Voices") == ours


def _is_ours(value: str) -> bool:
    return value.startswith("earshot.")


def test_every_setting_of_the_server_has_its_heading() -> None:
    names = headings("settings.md", "Settings of the server")
    assert names == {each.name for each in fields(Settings)}


def test_every_setting_in_an_example_is_a_setting() -> None:
    known = {each.name for each in fields(Settings)}
    for document in DOCUMENTS:
        for line in re.findall(r"^ {4,}(\w+ = .+)$", written(document), re.M):
            name = line.split()[0]
            if _is_toml(line) and name not in ("include", "exclude", "mine"):
                assert name in known, f"{document.name}: {name}"


def _is_toml(line: str) -> bool:
    try:
        return "ipa" not in str(tomllib.loads(line))
    except tomllib.TOMLDecodeError:
        return False


def test_every_format_is_in_the_reference() -> None:
    assert all(f"`.{name}`" in read("files.md") for name in FORMATS)


def test_every_environment_variable_has_its_heading() -> None:
    sources = [path.read_text("utf-8") for path in (ROOT / "src").rglob("*.py")]
    used = {name for text in sources for name in re.findall(r'"(EARSHOT_[A-Z_]+[A-Z])"', text)}
    assert headings("settings.md", "Environment") == used - set(RENAMED_VARIABLES)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_of_a_document_leads_somewhere(document: Path) -> None:
    text = re.sub(
        r"^```.*?^```|^    .*?$|`[^`\n]*`", "", document.read_text("utf-8"), flags=re.S | re.M
    )
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith(("http:", "https:", "mailto:")):
            continue
        path, _, anchor = target.partition("#")
        page = (document.parent / path).resolve() if path else document
        assert page.exists(), target
        assert not anchor or anchor in _anchors(page), target


def _anchors(page: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.M)
    return {re.sub(r"[^\w-]", "", title.lower().replace(" ", "-")) for title in titles}


def test_every_dependency_is_in_the_licences() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    names = {re.match(r"[\w.-]+", each)[0] for each in project["dependencies"]}  # type: ignore[index]
    listed = re.findall(r"^\| ([\w-]+) \|", (DOCS / "licences.md").read_text("utf-8"), re.M)
    assert set(listed) - {"Package"} == names


def test_every_guide_is_listed() -> None:
    index = (DOCS / "how-to/README.md").read_text("utf-8")
    for page in (DOCS / "how-to").glob("*.md"):
        assert page.name == "README.md" or f"]({page.name})" in index, page.name


def test_every_file_named_in_the_architecture_exists() -> None:
    text = (DOCS / "architecture.md").read_text("utf-8")
    for name in re.findall(r"`([\w/]+\.(?:py|sql|js|md))`", text):
        places = (ROOT, ROOT / "src/earshot", ROOT / "src/earshot/server")
        assert any((place / name).exists() for place in places), name


def test_the_tree_of_the_architecture_has_every_package() -> None:
    source = ROOT / "src/earshot"
    tree = (DOCS / "architecture.md").read_text("utf-8").split("## Tree")[1].split("```")[1]
    for pattern in ("*", "server/*", "ingest/*", "voices/*"):
        for package in source.glob(f"{pattern}/__init__.py"):
            assert re.search(rf" {package.parent.name}/\s", tree), package.parent


def test_the_attributes_of_the_player_are_those_of_its_script() -> None:
    code = _player_code()
    asked = r"(?:player\.element\.(?:get|has)Attribute\(|getStoryAttribute\(\w+, )\"([\w-]+)\"\)"
    reflected = code.split("const STRINGS = [")[1].split("/** @param")[0]
    attributes = set(re.findall(asked, code)) | set(re.findall(r"\"([\w-]+)\"", reflected))
    assert _rows("Attributes") == attributes | {"lang"}


def test_the_events_of_the_player_are_those_of_its_script() -> None:
    sent = (
        r"(?:dispatch\((?:this\.)?\w+, (?:paused \? \"pause\" : )?|new CustomEvent\()\"([\w-]+)\""
    )
    events = set(re.findall(sent, _player_code())) | {"pause"}
    assert _rows("Events") | {"earshot-adbreak"} == events


def test_the_members_of_the_player_are_those_of_its_script() -> None:
    element = (PLAYER / "earshot-player.js").read_text("utf-8")
    assert _rows("Properties") == set(re.findall(r"^  get (\w+)\(", element, re.M))
    methods = set(re.findall(r"^  (?:async )?(\w+)\([\w, ]*\) \{", element, re.M))
    assert _rows("Methods") == methods - CALLBACKS


def test_the_controls_of_the_player_are_those_of_its_script() -> None:
    code = _player_code()
    limit = code.split("  filter(isWanted) {")[1].split("};")[0]
    controls = set(re.findall(r"^      (\w+): \[", limit, re.M))
    controls |= set(re.findall(r"showsControl\(\w+, \"(\w+)\"\)", code))
    assert _rows("Controls") == controls


def test_every_part_and_custom_property_of_the_player_is_in_the_reference() -> None:
    code = _player_code()
    style = (PLAYER / "player.css").read_text("utf-8")
    parts = re.findall(r"part: \"([\w -]+)\"|create(?:IconButton|Slider)\(\"([\w-]+)\"", code)
    names = {name for one, other in parts for name in (one or other).split()}
    assert {"bar", "play", "position", "sleep"} <= names
    names |= set(re.findall(r"--earshot-[\w-]+", style + code))
    assert {name for name in names if f"`{name}`" not in read("player.md")} == set()


PLAYER = ROOT / "player/src"
CALLBACKS = {"constructor", "connectedCallback", "disconnectedCallback", "attributeChangedCallback"}


def _player_code() -> str:
    return "\n".join(path.read_text("utf-8") for path in PLAYER.glob("*.js"))


def _rows(heading: str) -> set[str]:
    """The names in the table under a heading of the player's page."""
    table = read("player.md").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return set(re.findall(r"^\| `\"?([\w-]+)", table, re.M))
