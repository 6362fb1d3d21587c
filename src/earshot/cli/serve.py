"""earshot serve: run the server."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from earshot.cli.options import subcommand
from earshot.environment import read_variable
from earshot.server.run import serve
from earshot.server.settings import check_environment

OUTPUT_OPTION = "--data-dir"


def parser() -> argparse.ArgumentParser:
    parser = subcommand("serve", "Run the server: library, podcast feeds and HTTP API.")
    add_data_dir(parser)
    parser.add_argument("--host", help="address to listen on (default: 127.0.0.1)")
    parser.add_argument("--port", type=int, help="port to listen on (default: 8008)")
    parser.add_argument(
        "--base-url", metavar="URL", help="public base URL, such as https://listen.example.org"
    )
    parser.add_argument("--voice", metavar="ENGINE:SPEAKER", help="default voice")
    return parser


def add_data_dir(parser: argparse.ArgumentParser) -> None:
    default = Path(read_variable("EARSHOT_DATA_DIR"))
    parser.add_argument(
        "--data-dir",
        type=Path,
        default=default,
        metavar="DIR",
        help="data directory (default: ~/earshot)",
    )


def get_data_dir(args: argparse.Namespace) -> Path:
    """Raises InvalidOption for a variable with an old name, such as EARSHOT_HOME."""
    check_environment(os.environ)
    folder: Path = args.data_dir
    return folder.expanduser()


def run(args: argparse.Namespace) -> int:
    overrides = {name: value for name, value in vars(args).items() if name != "data_dir"}
    serve(get_data_dir(args), overrides, lambda line: print(line, flush=True))
    return 0
