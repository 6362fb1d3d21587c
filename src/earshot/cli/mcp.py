"""earshot mcp: tools for language models, by the Model Context Protocol."""

from __future__ import annotations

import argparse
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from earshot.cli.options import subcommand
from earshot.environment import read_variable
from earshot.errors import InvalidOption, MissingOption

INSTALL_HINT = "install it with pip install 'earshot-audio[mcp]'"


def parser() -> argparse.ArgumentParser:
    parser = subcommand(
        "mcp",
        "Offer tools to a language model on standard input and output: narrate and check articles,"
        " search a library and add to it.",
    )
    parser.add_argument(
        "-o", "--output", default=".", metavar="DIR", help="directory of the recordings"
    )
    parser.add_argument("--voice", default="", metavar="ENGINE:SPEAKER", help="voice to read with")
    parser.add_argument(
        "--server",
        default="http://127.0.0.1:8008",
        metavar="URL",
        help="server of the library (default: http://127.0.0.1:8008)",
    )
    return parser


def run(args: argparse.Namespace) -> int:
    if find_spec("mcp") is None:
        raise MissingOption(option="the package mcp", reason=INSTALL_HINT)
    if not args.server.startswith(("http://", "https://")):
        raise InvalidOption(option="--server", value=args.server, expected="use an http(s) URL")
    tools = import_module("earshot.cli.mcp_tools")
    key = read_variable("EARSHOT_API_KEY")
    library = tools.Library(args.server.rstrip("/"), key)
    tools.build_server(tools.Recorder(Path(args.output), args.voice), library).run()
    return 0
