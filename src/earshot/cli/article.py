"""earshot article: the story as it will be read."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from earshot.cli.options import SOURCE, add_origin, subcommand
from earshot.errors import EarshotError
from earshot.interchange import article_json
from earshot.model import Article, Block
from earshot.pipeline import article

MARKS = {"heading": "## ", "quote": "> ", "item": "- ", "paragraph": "", "note": ""}
ENDINGS = (".gz", ".html", ".htm", ".txt", ".md", ".json")


def parser() -> argparse.ArgumentParser:
    parser = subcommand("article", "The story as it will be read, freed from its page.")
    parser.add_argument("sources", nargs="+", metavar="SOURCE", help=SOURCE)
    add_origin(parser)
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one object with everything known")
    form.add_argument(
        "--jsonl",
        action="store_true",
        help="an object a line for each SOURCE, with an id; a failure gives an error and goes on",
    )
    return parser


def run(args: argparse.Namespace) -> int:
    if args.jsonl:
        return max([_line(source, args) for source in args.sources])
    for source in args.sources:
        read = article(source, url=args.url, language=args.language)
        if args.json:
            print(json.dumps(article_json(read), ensure_ascii=False, indent=1))
        else:
            print(_page(read))
    return 0


def _line(source: str, args: argparse.Namespace) -> int:
    """One line of --jsonl; returns 1 where the source failed."""
    found: dict[str, Any] = {"id": _id(source)}
    try:
        found |= article_json(article(source, url=args.url, language=args.language))
    except EarshotError as error:
        found["error"] = str(error)
    print(json.dumps(found, ensure_ascii=False))
    sys.stdout.flush()
    return int("error" in found)


def _id(source: str) -> str:
    """The file's name without its endings."""
    name = Path(source).name
    while name.lower().endswith(ENDINGS) and (stem := Path(name).stem):
        name = stem
    return name


def _page(article: Article) -> str:
    """As Markdown, which `earshot` reads again."""
    head = (f"# {article.headline}" if article.headline else "", _byline(article), article.day)
    return "\n\n".join([part for part in head if part] + [_block(b) for b in article.blocks])


def _byline(article: Article) -> str:
    return f"By {article.byline}" if article.byline else ""


def _block(block: Block) -> str:
    return MARKS[block.kind] + block.text
