"""earshot serve: run the server."""

from __future__ import annotations

import argparse

from earshot.cli.data_dir import DATA_DIR_OPTION, add_data_dir, get_data_dir
from earshot.cli.options import subcommand
from earshot.server.run import serve

OUTPUT_OPTION = DATA_DIR_OPTION


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


def run(args: argparse.Namespace) -> int:
    overrides = {name: value for name, value in vars(args).items() if name != "data_dir"}
    serve(get_data_dir(args), overrides, lambda line: print(line, flush=True))
    return 0
