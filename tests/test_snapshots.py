"""Snapshots of public names. A change shows in the diff of `tests/snapshots`.

`EARSHOT_TEST_UPDATE=1 python -m pytest tests/test_snapshots.py` writes the files again.
"""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

import earshot
from earshot.cli import COMMANDS, load_command
from earshot.server.api.openapi import build_openapi
from earshot.server.api.routes import OPERATIONS

SNAPSHOTS = Path(__file__).with_name("snapshots")


def compare(name: str, text: str) -> None:
    path = SNAPSHOTS / name
    if os.environ.get("EARSHOT_TEST_UPDATE"):
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8")


def describe(action: argparse.Action) -> str:
    name = ", ".join(action.option_strings) or action.dest
    choices = f" {{{','.join(map(str, action.choices))}}}" if action.choices else ""
    value = f" {action.metavar}" if action.metavar and action.option_strings else ""
    return f"  {name}{value}{choices}  {action.help}\n"


def test_the_command_line_is_as_it_was() -> None:
    lines = []
    for command, summary in COMMANDS.items():
        parser = load_command(command).parser()
        lines += [f"earshot {command}  {summary}\n", *map(describe, parser._actions)]
    compare("cli.txt", "".join(lines))


def test_the_http_api_is_as_it_was() -> None:
    document = build_openapi(OPERATIONS, "https://listen.example.org")
    document["info"]["version"] = "any"
    compare("openapi.json", json.dumps(document, indent=1, ensure_ascii=False) + "\n")


def test_the_python_api_is_as_it_was() -> None:
    compare("python.txt", "\n".join(sorted(earshot.__all__)) + "\n")


def test_the_types_of_the_player_are_as_they_were() -> None:
    types = Path(earshot.__file__).parent / "web/kit/earshot-player.d.ts"
    compare("earshot-player.d.ts", types.read_text("utf-8"))
