"""The built scripts of `player/`, which `make player` writes."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def player_script() -> str:
    """The script of `<earshot-player>`: one classic script without dependencies.

    It defines no global name. A page's Content-Security-Policy only has to allow its URL.
    """
    return built_script("earshot-player.js")


@cache
def built_script(name: str) -> str:
    """A script of `web/dist/`."""
    return files("earshot").joinpath("web/dist", name).read_text("utf-8")
