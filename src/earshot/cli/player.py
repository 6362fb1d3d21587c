"""earshot player: the script of `<earshot-player>`, for a site that has no Earshot server."""

from __future__ import annotations

import argparse
from pathlib import Path

from earshot.publish.aside import written_aside
from earshot.publish.player import player_script


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="earshot player", description=__doc__)
    parser.add_argument(
        "--output", "-o", type=Path, default=Path("player.js"), help="the file (player.js)"
    )
    return parser


def run(args: argparse.Namespace) -> None:
    """Raises Unwritable and DiskFull."""
    with written_aside(args.output) as path:
        path.write_text(player_script(), "utf-8")
    print(args.output)
