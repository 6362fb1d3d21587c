"""Options that several subcommands share."""

from __future__ import annotations

import argparse

SOURCE = "an .html, .html.gz, .txt or .md file, a URL, or - for standard input"


def subcommand(name: str, description: str) -> argparse.ArgumentParser:
    return argparse.ArgumentParser(prog=f"earshot {name}", description=description)


def add_source(parser: argparse.ArgumentParser, also: str = "") -> None:
    parser.add_argument("source", metavar="SOURCE", help=SOURCE + also)
    add_origin(parser)


def add_origin(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--url", default="", help="where a saved page came from")
    parser.add_argument(
        "--language", default="", metavar="TAG", help="the story's language (BCP 47), if not found"
    )


def add_intro(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--intro",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="say byline and date after the headline (default: yes)",
    )
