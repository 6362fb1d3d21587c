"""The built scripts of `player/`, which `make player` writes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable


@cache
def player_script() -> str:
    """The script of `<earshot-player>`: one classic script without dependencies.

    It defines no global name. A page's Content-Security-Policy only has to allow its URL.
    """
    return built_script("earshot-player.js")


def first_script() -> str:
    """The first script of the same player in parts.

    It draws the button and loads the other parts from `parts_folder()`, relative to its own URL.
    """
    return built_script("start.js")


@cache
def parts_folder() -> str:
    """The folder from which the first script loads the other parts, such as `player/0a1b2c3d4e5f`.

    It changes with each build.
    """
    found = re.search(r"player/[0-9a-f]{12}", first_script())
    assert found
    return found[0]


def player_version() -> str:
    """The digest of the build."""
    return parts_folder().removeprefix("player/")


@cache
def player_parts() -> dict[str, bytes]:
    """The other parts by their paths in `parts_folder()`."""
    return dict(_read_parts(files("earshot").joinpath("web/dist/player"), ""))


def _read_parts(folder: Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
    for each in folder.iterdir():
        if each.is_dir():
            yield from _read_parts(each, f"{prefix}{each.name}/")
        elif each.name.endswith(".js"):
            yield f"{prefix}{each.name}", each.read_bytes()


@cache
def built_script(name: str) -> str:
    """A script of `web/dist/`."""
    return files("earshot").joinpath("web/dist", name).read_text("utf-8")
