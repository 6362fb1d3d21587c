"""earshot article: the story as it will be read."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from earshot.cli.hints import message
from earshot.cli.options import SOURCE, add_origin, add_wishes, subcommand, wishes_of
from earshot.errors import EarshotError
from earshot.ingest import explain
from earshot.model import Article, Block
from earshot.pipeline import article
from earshot.serialization import article_json

MARKS = {"heading": "## ", "quote": "> ", "item": "- ", "paragraph": "", "note": ""}
SHOWN = 160
"""Characters of a piece that tell an editor which one it is."""
ENDINGS = (".gz", ".html", ".htm", ".txt", ".md", ".json")


def parser() -> argparse.ArgumentParser:
    parser = subcommand("article", "The story as it will be read, freed from its page.")
    parser.add_argument("sources", nargs="+", metavar="SOURCE", help=SOURCE)
    add_origin(parser)
    add_wishes(parser)
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one object with everything known")
    form.add_argument(
        "--jsonl",
        action="store_true",
        help="an object a line for each SOURCE, with an id; a failure gives an error and goes on",
    )
    form.add_argument(
        "--explain",
        action="store_true",
        help="each piece of the source: its place if it is read, the rule against it if not",
    )
    return parser


def run(args: argparse.Namespace) -> int:
    if args.jsonl:
        return max([_line(source, args) for source in args.sources])
    for source in args.sources:
        if args.explain:
            _explain(source, args)
            continue
        read = article(source, url=args.url, language=args.language, wishes=wishes_of(args))
        if args.json:
            print(json.dumps(article_json(read), ensure_ascii=False, indent=1))
        else:
            print(_page(read))
    return 0


def _line(source: str, args: argparse.Namespace) -> int:
    """One line of --jsonl; returns 1 where the source failed."""
    found: dict[str, Any] = {"id": _id(source)}
    try:
        read = article(source, url=args.url, language=args.language, wishes=wishes_of(args))
        found |= article_json(read)
    except EarshotError as error:
        found["error"] = message(error)
    print(json.dumps(found, ensure_ascii=False))
    sys.stdout.flush()
    return int("error" in found)


def _explain(source: str, args: argparse.Namespace) -> None:
    """What became of every piece, in the source's order; then what the whole came to."""
    fragments = explain(source, url=args.url, wishes=wishes_of(args))
    for fragment in fragments:
        mark, why = ("−", fragment.reason) if fragment.reason else ("+", fragment.kind)
        place = f"  {fragment.place}" if fragment.place else ""
        print(f"{mark} {why}{place}\n    {_shortened(fragment.text)}")
    kept = sum(1 for fragment in fragments if not fragment.reason)
    print(f"{kept} of {len(fragments)} pieces are read")


def _shortened(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN].rstrip()}…"


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
