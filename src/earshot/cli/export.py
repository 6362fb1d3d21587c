"""earshot export: write the library as a static site."""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import replace

from earshot.cli.data_dir import add_data_dir, get_data_dir
from earshot.cli.options import subcommand
from earshot.cli.terminal import print_progress
from earshot.errors import InvalidOption
from earshot.server.exports.export_task import write_site
from earshot.server.exports.site import ExportSummary
from earshot.server.settings import load_settings
from earshot.server.storage.data_dir import DataDir
from earshot.server.urls import is_web_url

OUTPUT_OPTION = "--to"


def parser() -> argparse.ArgumentParser:
    parser = subcommand(
        "export",
        "Write the library as a static site for any web server or CDN. A later call writes only"
        " what has changed. The server may be running.",
    )
    add_data_dir(parser)
    parser.add_argument(
        OUTPUT_OPTION,
        required=True,
        metavar="DIR|s3://BUCKET/PREFIX",
        help="folder or bucket of the site",
    )
    parser.add_argument(
        "--url", default="", help="public URL of the site; without it, podcast feeds are left out"
    )
    return parser


def run(args: argparse.Namespace) -> int:
    """Raises InvalidOption, LibraryNotFound, LibraryOutdated, PackageMissing and OutputError."""
    if args.url and not is_web_url(args.url):
        expected = "it must be a complete URL, such as https://listen.example"
        raise InvalidOption(option="--url", value=args.url, expected=expected)
    data_dir = DataDir(get_data_dir(args))
    settings = load_settings(data_dir.folder, {}, os.environ)
    settings = replace(settings, export_to=args.to, export_url=args.url)
    summary = write_site(data_dir.folder, settings, _show_progress)
    _print_summary(summary, args)
    return 0


def _show_progress(count: int) -> None:
    if sys.stderr.isatty():
        print_progress(f"{count} {_stories(count)}")


def _print_summary(summary: ExportSummary, args: argparse.Namespace) -> None:
    if sys.stderr.isatty():
        print_progress("")
    count = summary.story_count
    print(
        f"{count} {_stories(count)} in {args.to}:"
        f" {summary.written_count} written, {summary.removed_count} removed."
    )
    if not args.url:
        print("Podcast feeds were left out: they need the URL of the site (--url).")


def _stories(count: int) -> str:
    return "story" if count == 1 else "stories"
