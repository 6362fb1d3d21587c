"""earshot serve: the library, the API and the feeds, on one address."""

from __future__ import annotations

import argparse
from pathlib import Path

from earshot.cli.options import subcommand
from earshot.environment import read_variable
from earshot.server.run import serve

PLACE = "--home"


def parser() -> argparse.ArgumentParser:
    parser = subcommand("serve", "Your library on the web: pages, podcast feeds and an API.")
    add_data_dir(parser)
    parser.add_argument("--host", help="the address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, help="the port to listen on (8008)")
    parser.add_argument("--address", help="what the world calls it: https://listen.example.org")
    parser.add_argument("--voice", metavar="ENGINE:SPEAKER", help="of stories that ask for none")
    return parser


def add_data_dir(parser: argparse.ArgumentParser) -> None:
    default = Path(read_variable("EARSHOT_DATA_DIR"))
    parser.add_argument(
        "--home",
        type=Path,
        default=default,
        metavar="DIR",
        help="the library (~/earshot)",
    )


def run(args: argparse.Namespace) -> int:
    given = {name: value for name, value in vars(args).items() if name not in ("home", "command")}
    serve(args.home.expanduser(), given, lambda told: print(told, flush=True))
    return 0
