"""Reads an article aloud. `earshot play` imports this module after it has started its voice: the
imports take as long as loading the voice."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from earshot import pipeline
from earshot.audio.output_device import DEFAULT_DEVICE, play
from earshot.cli.options import parse_voices, print_cost
from earshot.cli.sources import read_script
from earshot.model import Narration, Samples
from earshot.publish.captions import format_sentence


def play_source(args: argparse.Namespace) -> None:
    narration = pipeline.narrate(
        read_script(args.source, args), voice=parse_voices(args), speed=args.speed
    )
    print_cost(narration)
    play(_print_along(narration, args.quiet), narration.rate, args.device or DEFAULT_DEVICE)


def _print_along(narration: Narration, is_quiet: bool) -> Iterator[Samples]:
    """The samples of each sentence, whose text is printed when it begins."""
    for segment in narration.segments:
        if not is_quiet:
            print(format_sentence(narration.script.article, segment.timings), flush=True)
        yield segment.samples
