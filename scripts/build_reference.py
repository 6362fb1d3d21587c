"""Write the generated parts of `docs/reference/*.md` and `docs/architecture.md` from the code.

    python -m scripts.build_reference          # write
    python -m scripts.build_reference --check  # exit code 1 if a page is out of date

A page marks each part with `<!-- generated: KIND NAME -->` and `<!-- end -->`. The text around
the parts is written by hand.
"""

from __future__ import annotations

import argparse
import inspect
import json
import re
import sys
import tomllib
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import earshot
from earshot.cli import COMMANDS
from earshot.server import settings
from scripts.markdown_table import UnknownNameError, build_table
from scripts.openapi_tables import build_operations, build_schemas

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "docs/architecture.md", *sorted((ROOT / "docs/reference").glob("*.md"))]
PART = re.compile(r"(<!-- generated: (\w+) ?([^\n]*?) -->\n)(.*?)(<!-- end -->)", re.S)
LINE_LENGTH = 88


# Command line


def build_commands(_: str) -> str:
    rows = [
        (f"[`earshot {name}`](#earshot-{_slug(name)})", does) for name, does in COMMANDS.items()
    ]
    return build_table(("command", "what it does"), rows)


def build_command(name: str) -> str:
    if name not in COMMANDS:
        raise UnknownNameError(f"there is no command `earshot {name}`")
    parser: argparse.ArgumentParser = import_module(f"earshot.cli.{module_name(name)}").parser()
    actions = [action for action in parser._actions if action.dest != "help"]
    rows = [(_action_name(action), _action_help(action)) for action in actions]
    return build_table(("argument", "meaning"), rows)


def module_name(command: str) -> str:
    return command.replace(" ", "_").replace("-", "_")


def _action_name(action: argparse.Action) -> str:
    if not action.option_strings:
        return f"`{action.metavar or action.dest.upper()}`"
    names = ", ".join(f"`{each}`" for each in action.option_strings)
    metavar = action.metavar if isinstance(action.metavar, str) else action.dest.upper()
    return names if action.nargs == 0 else f"{names} `{metavar}`"


def _action_help(action: argparse.Action) -> str:
    choices = [f"`{each}`" for each in action.choices or ()]
    text = action.help or ""
    return f"{text}: {', '.join(choices)}" if choices else text


def _slug(text: str) -> str:
    return re.sub(r"[^\w-]", "", text.lower().replace(" ", "-"))


# Settings


def build_settings(_: str) -> str:
    defaults = settings.Settings()
    rows = []
    for each in fields(settings.Settings):
        value = getattr(defaults, each.name)
        limits = settings.RANGES.get(each.name)
        kind = f"{limits[0]:,} to {limits[1]:,}" if limits else _setting_type(value)
        link = f"[`{each.name}`](#{each.name})"
        rows.append((link, f"`{settings.ENV_PREFIX}{each.name.upper()}`", kind, _literal(value)))
    return build_table(("setting", "environment variable", "value", "default"), rows)


def _setting_type(value: object) -> str:
    return {bool: "`true` or `false`", tuple: "list of text"}.get(type(value), "text")


def _literal(value: object) -> str:
    if isinstance(value, tuple):
        value = ",".join(value)
    if value in ("", ()):
        return ""
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


# Python


def build_signature(name: str) -> str:
    """The call of a public function, or the fields of a public class."""
    if name not in earshot.__all__:
        raise UnknownNameError(f"`earshot` has no public name {name!r}")
    found = getattr(earshot, name)
    if inspect.isfunction(found):
        return f"```python\n{_function_call(name, found)}\n```\n"
    if not is_dataclass(found):
        return f"```python\nclass {name}({found.__bases__[0].__name__})\n```\n"
    listed = "".join(f"    {each.name}: {each.type}\n" for each in fields(found))
    return f"```python\nclass {name}:\n{listed}```\n"


def _function_call(name: str, function: Callable[..., Any]) -> str:
    signature = inspect.signature(function)
    parameters, is_keyword_only = [], False
    for each in signature.parameters.values():
        if each.kind is each.KEYWORD_ONLY and not is_keyword_only:
            parameters.append("*")
            is_keyword_only = True
        default = "" if each.default is each.empty else f" = {each.default!r}"
        parameters.append(f"{each.name}: {each.annotation}{default}")
    line = f"{name}({', '.join(parameters)}) -> {signature.return_annotation}"
    if len(line) <= LINE_LENGTH:
        return line
    body = "".join(f"    {each},\n" for each in parameters)
    return f"{name}(\n{body}) -> {signature.return_annotation}"


# Player


def build_player(name: str) -> str:
    """Members of one TypeScript interface of the player: `INTERFACE [properties|methods]`."""
    interface, _, part = name.partition(" ")
    [path] = (ROOT / "src").rglob("earshot-player.d.ts")
    pattern = rf"^export interface {interface}\b[^{{]*{{\n(.*?)^}}"
    found = re.search(pattern, path.read_text("utf-8"), re.S | re.M)
    if not found:
        raise UnknownNameError(f"the player's types have no interface {interface}")
    members = re.findall(r"^  /\*\*(.*?)\*/\n  ([^\n]+);$", found[1], re.S | re.M)
    is_wanted = {"properties": False, "methods": True}.get(part)
    rows = [
        (f"`{_plain_member(code)}`", re.sub(r"\n\s*\* ?", " ", note))
        for note, code in members
        if is_wanted in (None, "):" in code)
    ]
    return build_table(("name", "meaning"), rows)


def build_manifest(name: str) -> str:
    """One list of the player's Custom Elements Manifest, such as `cssParts`."""
    [path] = (ROOT / "src").rglob("custom-elements.json")
    [module] = json.loads(path.read_text("utf-8"))["modules"]
    [declaration] = module["declarations"]
    if name not in declaration:
        raise UnknownNameError(f"the manifest of the player has no list {name}")
    rows = [(f"`{each['name'] or '(default)'}`", each["description"]) for each in declaration[name]]
    return build_table(("name", "meaning"), rows)


def _plain_member(code: str) -> str:
    name, _, kind = code.removeprefix("readonly ").partition(":")
    if "):" in code:
        return code.rpartition("):")[0] + ")"
    plain_name = name.rstrip("?").strip('"')
    return f"{plain_name}: {kind.strip().replace('readonly ', '')}"


# Architecture


def build_layers(_: str) -> str:
    """The layers that import-linter checks."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    parts = []
    for contract in contracts:
        if contract["type"] == "layers":
            [container] = contract["containers"]
            lines = "".join(f"    {layer}\n" for layer in contract["layers"])
            parts.append(f"\nInside `{container}`:\n\n{lines}\n")
    return "".join(parts)


BUILDERS: dict[str, Callable[[str], str]] = {
    "commands": build_commands,
    "command": build_command,
    "settings": build_settings,
    "operations": build_operations,
    "schemas": build_schemas,
    "signature": build_signature,
    "player": build_player,
    "manifest": build_manifest,
    "layers": build_layers,
}


def build_page(text: str) -> tuple[str, list[str]]:
    """The page with its generated parts as the code has them now, and what could not be built."""
    faults = []

    def build_part(part: re.Match[str]) -> str:
        try:
            return f"{part[1]}{BUILDERS[part[2]](part[3])}{part[5]}"
        except UnknownNameError as error:
            faults.append(str(error))
            return part[0]

    return PART.sub(build_part, text), faults


def main() -> int:
    is_check = "--check" in sys.argv[1:]
    faults = []
    for path in PAGES:
        before = path.read_text("utf-8")
        after, unknown = build_page(before)
        faults += [f"{path.name}: {each}" for each in unknown]
        if is_check and after != before:
            faults.append(f"{path.name}: out of date; run python -m scripts.build_reference")
        elif after != before:
            path.write_text(after, "utf-8")
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
