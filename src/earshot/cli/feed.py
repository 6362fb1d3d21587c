"""earshot feed: list the entries of a feed or a news sitemap."""

from __future__ import annotations

import argparse
import json
from typing import Any

from earshot.cli.options import add_http_options, subcommand
from earshot.ingest import Entry, IngestOptions, read_feed

SOURCE = "an RSS, Atom or JSON Feed or a news sitemap: a file, a URL, or - for standard input"


def parser() -> argparse.ArgumentParser:
    parser = subcommand("feed", "List the entries of a feed or a news sitemap.")
    parser.add_argument("source", metavar="SOURCE", help=SOURCE)
    parser.add_argument("--url", default="", help="URL of a saved feed")
    parser.add_argument("--json", action="store_true", help="print a JSON array with all fields")
    add_http_options(parser)
    return parser


def run(args: argparse.Namespace) -> int:
    options = IngestOptions(user_agent=args.user_agent, cookies=args.cookies, robots=args.robots)
    found = read_feed(args.source, url=args.url, options=options)
    if args.json:
        print(json.dumps([_entry_json(entry) for entry in found], ensure_ascii=False, indent=1))
        return 0
    for number, entry in enumerate(found, start=1):
        day = entry.published.isoformat()[:10] if entry.published else " " * 10
        text = "whole" if entry.has_full_text else "page "
        print(f"{number:4}  {day}  {text}  {entry.headline or entry.url or entry.id}")
    return 0


def _entry_json(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "url": entry.url,
        "title": entry.headline,
        "authors": list(entry.authors),
        "published": entry.published.isoformat() if entry.published else None,
        "modified": entry.modified.isoformat() if entry.modified else None,
        "language": entry.language,
        "section": entry.section,
        "site": entry.site,
        "image": entry.image,
        "whole": entry.has_full_text,
    }
