"""earshot play: read an article aloud on the loudspeakers of this machine."""

from __future__ import annotations

import argparse

from earshot.cli.options import add_lexicon, add_source, add_text_options, add_voices, subcommand
from earshot.imports import load_module
from earshot.synthesis.spawn import warm_up


def parser() -> argparse.ArgumentParser:
    parser = subcommand("play", "Read an article aloud. Ctrl+C stops.")
    add_source(parser, also=", or the JSON of `earshot article` or `earshot script`")
    add_voices(parser)
    add_text_options(parser)
    add_lexicon(parser)
    parser.add_argument(
        "--device",
        default="",
        metavar="NAME",
        help="audio device by the name of the audio system (default: the system's)",
    )
    parser.add_argument(
        "-q", "--quiet", action="store_true", help="do not print the sentences that are read"
    )
    return parser


def run(args: argparse.Namespace) -> int:
    warm_up(args.voice, args.language or "en-US", args.speed)
    load_module("earshot.cli.playback").play_source(args)
    return 0
