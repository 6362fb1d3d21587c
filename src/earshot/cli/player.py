"""earshot player: write the `<earshot-player>` script, alone or as an npm package."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from earshot.cli.options import subcommand
from earshot.files import write_file
from earshot.player.built_scripts import first_script, parts_folder, player_parts, player_script
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
        "--split",
        action="store_true",
        help="write a first script of 6 KB, and beside it a folder with the parts that it loads",
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
    for file, code in _files(args.output, is_split=args.split):
        file.parent.mkdir(parents=True, exist_ok=True)
        write_file(file, code)
        print(file)


def _files(output: Path, *, is_split: bool) -> Iterator[tuple[Path, bytes]]:
    """The first script is written last: until then, pages use the one that was there."""
    if is_split:
        for name, code in player_parts().items():
            yield output.parent / parts_folder() / name, code
    yield output, (first_script() if is_split else player_script()).encode()
