"""The player as an npm package: the script, its types, and a README generated from the types."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from earshot.files import atomic_write
from earshot.player.built_scripts import player_script

SCRIPT, TYPES = "earshot-player.js", "earshot-player.d.ts"
_MEMBER = re.compile(
    r"^  /\*\* (.+) \*/\n  (?:readonly )?\"?([\w-]+)\"?\??(\([^)]*\))?: (.+);$", re.MULTILINE
)


def write_package(folder: Path, version: str) -> list[Path]:
    """Write the package into the folder, which is created if necessary.

    Raises Unwritable and DiskFull.
    """
    written = []
    for name, text in package_files(version).items():
        written.append(folder / name)
        with atomic_write(folder / name) as temporary:
            temporary.write_text(text, "utf-8")
    return written


def package_files(version: str) -> dict[str, str]:
    """The files of the package by name."""
    source = files("earshot").joinpath("web/kit")
    types = source.joinpath(TYPES).read_text("utf-8")
    package = json.loads(source.joinpath("package.json").read_text("utf-8"))
    package["version"] = version
    return {
        "package.json": json.dumps(package, indent=2) + "\n",
        SCRIPT: player_script(),
        TYPES: types,
        "react.d.ts": source.joinpath("react.d.ts").read_text("utf-8"),
        "react.js": source.joinpath("react.js").read_text("utf-8"),
        "README.md": _readme(source.joinpath("README.md").read_text("utf-8"), types),
    }


def _readme(text: str, types: str) -> str:
    members = list(_members(types, "EarshotPlayer extends HTMLElement"))
    tables = {
        "attributes": _members(types, "EarshotPlayerAttributes"),
        "methods": [row for row in members if "(" in row[0]],
        "members": [row for row in members if "(" not in row[0]],
        "events": _members(types, "EarshotPlayerEventDetails"),
    }
    for name, rows in tables.items():
        lines = ("| `{}` | {} | `{}` |".format(*map(_escape_cell, row)) for row in rows)
        table = "\n".join(("| name | what it does | type |", "|---|---|---|", *lines))
        text = text.replace(f"{{{name}}}", table)
    return text


def _escape_cell(text: str) -> str:
    return text.replace("|", "\\|")


def _members(types: str, interface: str) -> Iterator[tuple[str, str, str]]:
    """Name, description and type of each member of an interface."""
    body = types.split(f"export interface {interface} {{\n")[1].split("\n}")[0]
    for about, name, arguments, kind in _MEMBER.findall(body):
        yield name + arguments, about, kind
