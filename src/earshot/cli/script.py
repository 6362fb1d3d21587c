"""earshot script: show what will be spoken, one utterance per line."""

from __future__ import annotations

import argparse
import json

from earshot.cli.options import (
    add_lexicon,
    add_quote_voice,
    add_source,
    add_text_options,
    subcommand,
)
from earshot.cli.sources import read_script
from earshot.serialization import script_json


def parser() -> argparse.ArgumentParser:
    parser = subcommand("script", "Show what will be spoken, one utterance per line.")
    add_source(parser, also=", or the output of `earshot article --json`")
    add_text_options(parser)
    add_lexicon(parser)
    add_quote_voice(parser)
    parser.add_argument(
        "--json",
        action="store_true",
        help="print every word with its offsets and spoken form as JSON",
    )
    return parser


def run(args: argparse.Namespace) -> int:
    script = read_script(args.source, args)
    if args.json:
        print(json.dumps(script_json(script), ensure_ascii=False, indent=1))
        return 0
    for utterance in script.utterances:
        print(f"{utterance.role:9}  {utterance.spoken}  [{utterance.pause} ms]")
    return 0
