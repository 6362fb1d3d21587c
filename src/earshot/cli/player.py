"""earshot player: write the `<earshot-player>` script, alone or as an npm package."""

from __future__ import annotations

import argparse
from pathlib import Path

from earshot.cli.options import subcommand
from earshot.files import atomic_write
from earshot.player.built_scripts import player_script
from earshot.player.npm_package import write_package
from earshot.version import __version__


def parser() -> argparse.ArgumentParser:
    parser = subcommand("player", "Write the <earshot-player> script, alone or as an npm package.")
    parser.add_argument(
        "--output",
        "-o",
        type=Path,
        default=Path("player.js"),
        help="script file (default: player.js)",
    )
    parser.add_argument(
        "--npm",
        type=Path,
        metavar="DIR",
        help="write an npm package with TypeScript types to a directory",
    )
    return parser


def run(args: argparse.Namespace) -> None:
    """Raises Unwritable and DiskFull."""
    if args.npm:
        print(*write_package(args.npm, __version__), sep="\n")
        return
    with atomic_write(args.output) as path:
        path.write_text(player_script(), "utf-8")
    print(args.output)
