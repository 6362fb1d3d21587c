"""earshot article: extract the article from a page."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from earshot.cli.error_hints import message
from earshot.cli.options import (
    SOURCE,
    add_ingest_options,
    add_origin,
    subcommand,
)
from earshot.cli.sources import parse_ingest_options
from earshot.errors import EarshotError
from earshot.ingest import explain_extraction
from earshot.model import Article, Block
from earshot.pipeline import extract_article
from earshot.serialization import article_json

MARKDOWN_PREFIXES = {"heading": "## ", "quote": "> ", "item": "- ", "paragraph": "", "note": ""}
MAX_EXCERPT = 160
"""Characters of a fragment that are shown."""
EXTENSIONS = (".gz", ".html", ".htm", ".txt", ".md", ".json", ".pdf", ".docx", ".epub")


def parser() -> argparse.ArgumentParser:
    parser = subcommand("article", "Extract the article from a page.")
    parser.add_argument("sources", nargs="+", metavar="SOURCE", help=SOURCE)
    add_origin(parser)
    add_ingest_options(parser)
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print one JSON object with all fields")
    form.add_argument(
        "--jsonl",
        action="store_true",
        help="print one JSON object per SOURCE and line; a failed SOURCE has an error field",
    )
    form.add_argument(
        "--explain",
        action="store_true",
        help="list every fragment of the source: its XPath if it is kept, the rule if not",
    )
    return parser


def run(args: argparse.Namespace) -> int:
    if args.jsonl:
        return max([_print_json_line(source, args) for source in args.sources])
    for source in args.sources:
        if args.explain:
            _print_explanation(source, args)
            continue
        read = extract_article(
            source, url=args.url, language=args.language, options=parse_ingest_options(args)
        )
        if args.json:
            print(json.dumps(article_json(read), ensure_ascii=False, indent=1))
        else:
            print(_markdown(read))
    return 0


def _print_json_line(source: str, args: argparse.Namespace) -> int:
    """One line of --jsonl. Returns 1 if the source failed."""
    found: dict[str, Any] = {"id": _id(source)}
    try:
        read = extract_article(
            source, url=args.url, language=args.language, options=parse_ingest_options(args)
        )
        found |= article_json(read)
    except EarshotError as error:
        found["error"] = message(error)
    print(json.dumps(found, ensure_ascii=False))
    sys.stdout.flush()
    return int("error" in found)


def _print_explanation(source: str, args: argparse.Namespace) -> None:
    """Every fragment in the order of the source, then the count."""
    fragments = explain_extraction(source, url=args.url, options=parse_ingest_options(args))
    for fragment in fragments:
        mark, why = ("−", fragment.reason) if fragment.reason else ("+", fragment.kind)
        location = f"  {fragment.xpath}" if fragment.xpath else ""
        print(f"{mark} {why}{location}\n    {_truncate(fragment.text)}")
    kept = sum(1 for fragment in fragments if not fragment.reason)
    print(f"{kept} of {len(fragments)} fragments are kept")


def _truncate(text: str) -> str:
    return text if len(text) <= MAX_EXCERPT else f"{text[:MAX_EXCERPT].rstrip()}…"


def _id(source: str) -> str:
    """The name of the file without its extensions."""
    name = Path(source).name
    while name.lower().endswith(EXTENSIONS) and (stem := Path(name).stem):
        name = stem
    return name


def _markdown(article: Article) -> str:
    """The article as Markdown, which `earshot` can read."""
    head = (f"# {article.headline}" if article.headline else "", _byline(article), article.day)
    return "\n\n".join([part for part in head if part] + [_block(b) for b in article.blocks])


def _byline(article: Article) -> str:
    return f"By {article.byline}" if article.byline else ""


def _block(block: Block) -> str:
    is_numbered = block.kind == "item" and block.number.isdecimal()
    return (f"{block.number}. " if is_numbered else MARKDOWN_PREFIXES[block.kind]) + block.text
