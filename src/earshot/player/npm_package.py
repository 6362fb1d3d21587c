"""The player as an npm package: the script and its parts, its types, and its manifest.

The tables of the README are generated from the manifest.
"""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

from earshot.files import write_file
from earshot.player.built_scripts import first_script, parts_folder, player_parts

SCRIPT, TYPES, MANIFEST = "earshot-player.js", "earshot-player.d.ts", "custom-elements.json"


def write_package(folder: Path, version: str) -> list[Path]:
    """Write the package into the folder, which is created if necessary.

    Raises Unwritable and DiskFull.
    """
    written = []
    for name, text in package_files(version).items():
        written.append(folder / name)
        written[-1].parent.mkdir(parents=True, exist_ok=True)
        write_file(folder / name, text)
    return written


def package_files(version: str) -> dict[str, str]:
    """The files of the package by name."""
    source = files("earshot").joinpath("web/kit")
    manifest = source.joinpath(MANIFEST).read_text("utf-8")
    package = json.loads(source.joinpath("package.json").read_text("utf-8"))
    package["version"] = version
    return {
        "package.json": json.dumps(package, indent=2) + "\n",
        SCRIPT: first_script(),
        **{f"{parts_folder()}/{name}": code.decode() for name, code in player_parts().items()},
        TYPES: source.joinpath(TYPES).read_text("utf-8"),
        MANIFEST: manifest,
        "react.d.ts": source.joinpath("react.d.ts").read_text("utf-8"),
        "react.js": source.joinpath("react.js").read_text("utf-8"),
        "README.md": _readme(source.joinpath("README.md").read_text("utf-8"), manifest),
    }


def _readme(text: str, manifest: str) -> str:
    [module] = json.loads(manifest)["modules"]
    [element] = module["declarations"]
    members = [each for each in element["members"] if not each.get("reflects")]
    tables = {
        "attributes": element["attributes"],
        "methods": [each for each in members if each["kind"] == "method"],
        "members": [each for each in members if each["kind"] == "field"],
        "events": element["events"],
    }
    for name, rows in tables.items():
        lines = ("| `{}` | {} | `{}` |".format(*map(_escape_cell, _row(row))) for row in rows)
        table = "\n".join(("| name | what it does | type |", "|---|---|---|", *lines))
        text = text.replace(f"{{{name}}}", table)
    return text


def _row(member: dict[str, Any]) -> tuple[str, str, str]:
    """Name, description and type."""
    name, about = member["name"], member["description"]
    if member.get("kind") != "method":
        return name, about, member["type"]["text"]
    parameters = ", ".join(
        f"{each['name']}: {each['type']['text']}" for each in member["parameters"]
    )
    return f"{name}({parameters})", about, member["return"]["type"]["text"]


def _escape_cell(text: str) -> str:
    return text.replace("|", "\\|")
