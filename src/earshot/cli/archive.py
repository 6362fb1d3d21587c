"""earshot archive: narrate many articles into a folder or a bucket."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from earshot.archive import local_engine, parquet, ray_engine
from earshot.archive.inputs import list_parts
from earshot.archive.manifest import MANIFEST, write_manifest
from earshot.archive.story_processor import NarrationSettings, StoryProcessor, StoryResult
from earshot.archive.totals import Totals
from earshot.cli.options import (
    add_ingest_options,
    add_lexicon,
    add_text_options,
    add_voices,
    parse_intro,
    parse_text_options,
    parse_voices,
    subcommand,
)
from earshot.cli.output_path import DEFAULT_FORMAT
from earshot.cli.sources import list_sources, parse_ingest_options
from earshot.cli.terminal import print_error, print_progress
from earshot.object_store import open_store
from earshot.publish.audio_formats import FORMATS
from earshot.publish.captions import CAPTION_FORMATS

OUTPUT_OPTION = "--to"
PROGRESS_SECONDS = 1.0
LOCAL = "local"


def parser() -> argparse.ArgumentParser:
    parser = subcommand(
        "archive",
        "Narrate many articles. Run the same command again after an interruption; finished stories"
        " are kept.",
    )
    parser.add_argument(
        "sources",
        nargs="+",
        metavar="SOURCE",
        help="a Parquet, JSONL or WARC file, a feed or sitemap, the data directory of a server, or"
        " a page",
    )
    parser.add_argument(
        OUTPUT_OPTION,
        required=True,
        metavar="DIR|s3://BUCKET/PREFIX",
        help="folder or bucket for the stories and the manifest",
    )
    _add_engine(parser)
    parser.add_argument("--format", choices=FORMATS, default=DEFAULT_FORMAT, help="audio format")
    parser.add_argument(
        "--caption-format", choices=CAPTION_FORMATS, default="vtt", help="caption format"
    )
    parser.add_argument(
        "--language", default="", metavar="TAG", help="language of all articles (default: detect)"
    )
    add_ingest_options(parser)
    add_voices(parser)
    add_text_options(parser)
    add_lexicon(parser)
    return parser


def _add_engine(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--ray",
        nargs="?",
        const=LOCAL,
        metavar="ADDRESS",
        help="use the Ray cluster at this address, or start Ray on this machine",
    )
    parser.add_argument(
        "--workers",
        type=int,
        default=0,
        metavar="N",
        help="Ray processes that synthesize speech (default: one per core)",
    )
    parser.add_argument(
        "--gpus",
        type=float,
        default=0.0,
        metavar="N",
        help="GPUs for each Ray process, such as 0.5",
    )
    parser.add_argument(
        "--hourly-cost",
        type=float,
        default=0.0,
        metavar="DOLLARS",
        help="price of all machines per hour; the cost so far is shown",
    )
    parser.add_argument("-q", "--quiet", action="store_true", help="print only errors")


def run(args: argparse.Namespace) -> int:
    parquet.check_installed()
    totals = Totals(hourly_cost=args.hourly_cost)
    store = open_store(args.to)
    write_manifest(store, _report(_narrate(args), totals, args))
    if not args.quiet:
        print(f"{totals.describe()}\n{args.to.rstrip('/')}/{MANIFEST}")
    return 1 if totals.failed else 0


def _narrate(args: argparse.Namespace) -> Iterator[StoryResult]:
    settings = _parse_settings(args)
    parts = list_parts(list_sources(args.sources, None))
    if args.ray is None:
        return local_engine.narrate_parts(parts, StoryProcessor(settings, open_store(args.to)))
    address = "" if args.ray == LOCAL else args.ray
    options = ray_engine.RayOptions(address=address, workers=args.workers, gpus=args.gpus)
    url = args.to if "://" in args.to else str(Path(args.to).resolve())
    return ray_engine.narrate_parts(parts, settings, url, options)


def _parse_settings(args: argparse.Namespace) -> NarrationSettings:
    return NarrationSettings(
        voices=parse_voices(args),
        speed=args.speed,
        language=args.language,
        intro=parse_intro(args),
        lexicon=args.lexicon,
        text=parse_text_options(args),
        options=parse_ingest_options(args),
        audio_format=args.format,
        captions=args.caption_format,
    )


def _report(
    results: Iterator[StoryResult], totals: Totals, args: argparse.Namespace
) -> Iterator[StoryResult]:
    """Count the results, print the errors, and show the progress on a terminal."""
    shown = 0.0
    shows_progress = sys.stderr.isatty() and not args.quiet
    for result in results:
        totals.add(result)
        if result.error:
            print_error(result.error)
        if shows_progress and time.monotonic() - shown > PROGRESS_SECONDS:
            shown = time.monotonic()
            print_progress(totals.describe())
        yield result
    if shows_progress:
        print_progress("")
