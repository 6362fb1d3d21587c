"""earshot script: what will be said, an utterance a line."""

from __future__ import annotations

import argparse
import json

from earshot.cli.options import (
    add_intro,
    add_lexicon,
    add_quotes,
    add_source,
    parse_ingest_options,
    subcommand,
)
from earshot.pipeline import build_script, read_source
from earshot.serialization import script_json


def parser() -> argparse.ArgumentParser:
    parser = subcommand("script", "What will be said of the story, an utterance a line.")
    add_source(parser, also=", or what `earshot article --json` wrote")
    add_intro(parser)
    add_lexicon(parser)
    add_quotes(parser)
    parser.add_argument("--json", action="store_true", help="every word, its place and reading")
    return parser


def run(args: argparse.Namespace) -> int:
    script = build_script(
        read_source(
            args.source, url=args.url, language=args.language, options=parse_ingest_options(args)
        ),
        intro=args.intro,
        lexicon=args.lexicon,
        quotes=bool(args.quotes),
    )
    if args.json:
        print(json.dumps(script_json(script), ensure_ascii=False, indent=1))
        return 0
    for utterance in script.utterances:
        print(f"{utterance.role:9}  {utterance.spoken}  [{utterance.pause} ms]")
    return 0
