"""earshot serve: run the server."""

from __future__ import annotations

import argparse

from earshot.cli.data_dir import DATA_DIR_OPTION, add_data_dir, get_data_dir
from earshot.cli.options import subcommand
from earshot.server.run import check_settings, serve

OUTPUT_OPTION = DATA_DIR_OPTION


def parser() -> argparse.ArgumentParser:
    parser = subcommand("serve", "Run the server: library, podcast feeds and HTTP API.")
    add_data_dir(parser)
    parser.add_argument("--host", help="address to listen on (default: 127.0.0.1)")
    parser.add_argument("--port", type=int, help="port to listen on (default: 8008)")
    parser.add_argument(
        "--base-url", metavar="URL", help="public base URL, such as https://listen.example.org"
    )
    parser.add_argument(
        "--database", metavar="URL", help="postgresql://… (default: SQLite in the data directory)"
    )
    parser.add_argument("--voice", metavar="ENGINE:SPEAKER", help="default voice")
    parser.add_argument("--check", action="store_true", help="check the settings and exit")
    return parser


def run(args: argparse.Namespace) -> int:
    options = dict(vars(args))
    check, _ = options.pop("check"), options.pop("data_dir")
    if check:
        settings = check_settings(get_data_dir(args), options)
        print(f"The settings are valid. Earshot would be at {settings.public_url}")
        return 0
    serve(get_data_dir(args), options, lambda line: print(line, flush=True))
    return 0
