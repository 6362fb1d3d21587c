"""earshot play: read an article aloud on the loudspeakers of this machine."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from earshot import pipeline
from earshot.audio.output_device import DEFAULT_DEVICE, play
from earshot.cli.options import (
    add_lexicon,
    add_source,
    add_text_options,
    add_voices,
    parse_voices,
    print_cost,
    subcommand,
)
from earshot.cli.sources import read_script
from earshot.model import Narration, Samples
from earshot.publish.captions import format_sentence


def parser() -> argparse.ArgumentParser:
    parser = subcommand("play", "Read an article aloud. Ctrl+C stops.")
    add_source(parser, also=", or the JSON of `earshot article` or `earshot script`")
    add_voices(parser)
    add_text_options(parser)
    add_lexicon(parser)
    parser.add_argument(
        "--device",
        default=DEFAULT_DEVICE,
        metavar="NAME",
        help=f"audio device by the name of the audio system (default: {DEFAULT_DEVICE})",
    )
    parser.add_argument(
        "-q", "--quiet", action="store_true", help="do not print the sentences that are read"
    )
    return parser


def run(args: argparse.Namespace) -> int:
    narration = pipeline.narrate(
        read_script(args.source, args), voice=parse_voices(args), speed=args.speed
    )
    print_cost(narration)
    play(_print_along(narration, args.quiet), narration.rate, args.device)
    return 0


def _print_along(narration: Narration, is_quiet: bool) -> Iterator[Samples]:
    """The samples of each sentence, whose text is printed when it begins."""
    for segment in narration.segments:
        if not is_quiet:
            print(format_sentence(narration.script.article, segment.timings), flush=True)
        yield segment.samples
