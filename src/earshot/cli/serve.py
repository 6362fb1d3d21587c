"""earshot serve: run the server."""

from __future__ import annotations

import argparse
from pathlib import Path

from earshot.cli.options import subcommand
from earshot.environment import read_variable
from earshot.server.run import serve

OUTPUT_OPTION = "--home"


def parser() -> argparse.ArgumentParser:
    parser = subcommand("serve", "Run the server: library, podcast feeds and HTTP API.")
    add_data_dir(parser)
    parser.add_argument("--host", help="address to listen on (default: 127.0.0.1)")
    parser.add_argument("--port", type=int, help="port to listen on (default: 8008)")
    parser.add_argument("--address", help="public base URL, such as https://listen.example.org")
    parser.add_argument("--voice", metavar="ENGINE:SPEAKER", help="default voice")
    return parser


def add_data_dir(parser: argparse.ArgumentParser) -> None:
    default = Path(read_variable("EARSHOT_DATA_DIR"))
    parser.add_argument(
        "--home",
        type=Path,
        default=default,
        metavar="DIR",
        help="data directory (default: ~/earshot)",
    )


def run(args: argparse.Namespace) -> int:
    given = {name: value for name, value in vars(args).items() if name not in ("home", "command")}
    serve(args.home.expanduser(), given, lambda told: print(told, flush=True))
    return 0
