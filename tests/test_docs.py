"""The reference says what the code says."""

import argparse
import re
from dataclasses import fields
from importlib.metadata import entry_points
from pathlib import Path

import pytest

import earshot
from earshot.cli import COMMANDS, load_command
from earshot.environment import VARIABLES
from earshot.publish.audio_file import FORMATS
from earshot.server.api.routes import OPERATIONS
from earshot.server.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = (ROOT / "docs/reference.md").read_text("utf-8")


def sections() -> dict[str, set[str]]:
    """The headings under each chapter of the reference."""
    chapters = re.split(r"^## ", REFERENCE, flags=re.M)[1:]
    return {
        chapter.splitlines()[0]: set(re.findall(r"^### (.+)$", chapter, re.M))
        for chapter in chapters
    }


def options(parser: argparse.ArgumentParser) -> set[str]:
    """What a command understands, by the names that the reference uses."""
    names = set()
    for action in parser._actions:
        if action.dest != "help":
            names |= {name for name in action.option_strings if name.startswith("--")}
            names |= set() if action.option_strings else {str(action.metavar)}
    return names


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_has_its_heading_and_every_heading_its_option(command: str) -> None:
    parser = load_command(command).parser()
    assert sections()[f"earshot {command}"] == options(parser)


def test_every_public_name_has_its_heading() -> None:
    assert sections()["The library"] == set(earshot.__all__)


def test_every_engine_has_its_heading() -> None:
    ours = {entry.name for entry in entry_points(group="earshot.voices") if _is_ours(entry.value)}
    assert sections()["Voices"] == ours


def test_every_setting_of_the_server_has_its_heading() -> None:
    assert sections()["Settings"] == {each.name for each in fields(Settings)}


def test_every_operation_of_the_api_has_its_heading() -> None:
    endings = {"{ending:audio}": "{mp3,m4a,opus}", "{ending:transcript}": "{vtt,srt,txt}"}
    operations = {f"{door.method} {door.path}" for door in OPERATIONS}
    for name, told in endings.items():
        operations = {operation.replace(name, told) for operation in operations}
    assert sections()["The API"] == operations


def _is_ours(value: str) -> bool:
    return value.startswith("earshot.")


def test_every_format_is_told() -> None:
    assert all(f"`{name}`" in REFERENCE for name in FORMATS)


def test_every_setting_of_the_environment_has_its_heading() -> None:
    assert sections()["Environment"] == {variable.name for variable in VARIABLES}


def test_everything_of_the_player_is_told() -> None:
    web = ROOT / "player/src"
    code = "\n".join(path.read_text("utf-8") for path in web.glob("*.js"))
    chapter = REFERENCE.split("## The player\n")[1].split("\n## ")[0]
    asked = r"(?:player\.element\.(?:get|has)Attribute\(|getStoryAttribute\(player, )\"([\w-]+)\"\)"
    attributes = set(re.findall(asked, code))
    attributes |= {"src", "lang"}
    assert _rows(chapter, "Attributes") == attributes
    told = r"(?:dispatch\((?:(?:this\.)?player|this), |new CustomEvent\()\"([\w-]+)\""
    events = set(re.findall(told, code)) | {"play", "pause"}
    assert _rows(chapter, "Events") == events
    element = (web / "earshot-player.js").read_text("utf-8")
    assert _rows(chapter, "Members") == set(re.findall(r"^  get (\w+)", element, re.M))
    methods = set(re.findall(r"^  (?:async )?(\w+)\([\w, ]*\) \{", element, re.M))
    assert _rows(chapter, "Methods") <= methods
    limit = code.split("  limit(isWanted) {")[1].split("};")[0]
    controls = set(re.findall(r"^      (\w+): \[", limit, re.M))
    controls |= set(re.findall(r"showsControl\(player, \"(\w+)\"\)", code))
    assert _rows(chapter, "Controls") == controls
    style = (web / "player.css").read_text("utf-8")
    for name in set(re.findall(r"--earshot-[\w-]+", style + code)):
        assert f"`{name}`" in chapter, name
    parts = re.findall(r"part: \"([\w-]+)\"|(?:createIconButton|createSlider)\(\"([\w-]+)\"", code)
    for name in {one or other for one, other in parts}:
        assert f"`{name}`" in chapter, name


def _rows(chapter: str, heading: str) -> set[str]:
    """The names in the table under a heading."""
    table = chapter.split(f"### {heading}\n")[1].split("\n### ")[0]
    return set(re.findall(r"^\| `([\w-]+)", table, re.M))
