"""earshot wyoming: speak for Home Assistant."""

from __future__ import annotations

import argparse

from earshot.cli.options import subcommand
from earshot.errors import InvalidOption
from earshot.pipeline import LANGUAGE_TAG, MAX_SPEED, MIN_SPEED
from earshot.wyoming.server import DEFAULT_HOST, DEFAULT_PORT, serve
from earshot.wyoming.speech import SpeechDefaults


def parser() -> argparse.ArgumentParser:
    parser = subcommand("wyoming", "Speak for Home Assistant, over the Wyoming protocol.")
    parser.add_argument(
        "--host",
        default=DEFAULT_HOST,
        help=f"address to listen on, or unix:PATH (default: {DEFAULT_HOST})",
    )
    parser.add_argument(
        "--port",
        type=int,
        default=DEFAULT_PORT,
        help=f"port to listen on; 0 for any free one (default: {DEFAULT_PORT})",
    )
    parser.add_argument(
        "--voice", default="", metavar="ENGINE:SPEAKER", help="voice of requests without one"
    )
    parser.add_argument(
        "--language",
        default="en-US",
        metavar="TAG",
        help="language of short texts without voice or language (default: en-US)",
    )
    parser.add_argument(
        "--speed", type=float, default=1.0, help="speaking speed, 0.5 to 2 (default: 1)"
    )
    return parser


def run(args: argparse.Namespace) -> int:
    if not LANGUAGE_TAG.fullmatch(args.language):
        raise InvalidOption(option="language", value=args.language, expected="use a BCP 47 tag")
    if not MIN_SPEED <= args.speed <= MAX_SPEED:
        expected = f"use {MIN_SPEED} to {MAX_SPEED}"
        raise InvalidOption(option="speed", value=args.speed, expected=expected)
    if not 0 <= args.port <= 65_535:
        raise InvalidOption(option="--port", value=args.port, expected="use 0 to 65535")
    defaults = SpeechDefaults(voice=args.voice, language=args.language, speed=args.speed)
    serve(
        args.host, args.port, defaults, lambda address: print(f"Speaking at {address}", flush=True)
    )
    return 0
