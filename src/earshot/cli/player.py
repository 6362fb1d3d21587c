"""earshot player: the script of `<earshot-player>`, for a site that has no Earshot server, alone or
as an npm package."""

from __future__ import annotations

import argparse
from pathlib import Path

from earshot import __version__
from earshot.files import atomic_write
from earshot.player.bundle import player_script
from earshot.player.npm_package import write_package


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="earshot player", description=__doc__)
    parser.add_argument(
        "--output", "-o", type=Path, default=Path("player.js"), help="the file (player.js)"
    )
    parser.add_argument(
        "--kit", type=Path, metavar="DIR", help="write an npm package with types into a folder"
    )
    return parser


def run(args: argparse.Namespace) -> None:
    """Raises Unwritable and DiskFull."""
    if args.kit:
        print(*write_package(args.kit, __version__), sep="\n")
        return
    with atomic_write(args.output) as path:
        path.write_text(player_script(), "utf-8")
    print(args.output)
