"""earshot narrate: write the audio, captions, word timings and read-along page of articles."""

from __future__ import annotations

import argparse

from earshot.cli.options import (
    SOURCE,
    add_ingest_options,
    add_lexicon,
    add_origin,
    add_source_lists,
    add_text_options,
    add_voices,
    subcommand,
)
from earshot.cli.output_path import DEFAULT_FORMAT, FIELDS, OUTPUT_FORMATS
from earshot.imports import load_module
from earshot.publish.captions import list_caption_formats
from earshot.synthesis.spawn import warm_up


def parser() -> argparse.ArgumentParser:
    parser = subcommand(
        "narrate", "Write the audio, captions, word timings and a read-along page of articles."
    )
    also = ", or the JSON of `earshot article` or `earshot script`"
    parser.add_argument("sources", nargs="*", metavar="SOURCE", help=SOURCE + also)
    add_source_lists(parser)
    add_origin(parser)
    add_ingest_options(parser)
    _add_output(parser)
    add_voices(parser)
    parser.add_argument(
        "--dry-run", action="store_true", help="print the cost of a paid voice and exit"
    )
    parser.add_argument(
        "--fail-on-silence",
        action="store_true",
        help="fail if no voice can speak a sentence, instead of leaving silence",
    )
    add_text_options(parser)
    add_lexicon(parser)
    parser.add_argument("--cover", metavar="FILE", help="cover image, JPEG or PNG")
    return parser


def _add_output(parser: argparse.ArgumentParser) -> None:
    fields = " ".join(f"{{{name}}}" for name in FIELDS)
    parser.add_argument(
        "-o",
        "--output",
        default=".",
        metavar="DIR|FILE|-",
        help="output directory, audio file, book of all sources (.epub), or - for standard output"
        f" (default: the current directory); a name may contain {fields}",
    )
    parser.add_argument(
        "--format",
        choices=OUTPUT_FORMATS,
        help=f"audio format, or epub for a book (default: {DEFAULT_FORMAT})",
    )
    parser.add_argument(
        "--title", default="", help="title of a book (default: the article's, or the file's name)"
    )
    parser.add_argument(
        "--caption-format",
        choices=list(list_caption_formats()),
        default="vtt",
        help="caption format (default: vtt)",
    )
    loudness = parser.add_mutually_exclusive_group()
    loudness.add_argument("-q", "--quiet", action="store_true", help="print only errors")
    loudness.add_argument(
        "-v", "--verbose", action="store_true", help="print each source and each step"
    )
    loudness.add_argument(
        "--json", action="store_true", help="print one JSON object per SOURCE and line"
    )


def run(args: argparse.Namespace) -> int:
    if not args.dry_run:
        warm_up(args.voice, args.language or "en-US", args.speed)
    status: int = load_module("earshot.cli.narration").narrate_sources(args)
    return status
