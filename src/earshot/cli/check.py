"""earshot check: what an editor should look at before a story is read aloud."""

from __future__ import annotations

import argparse
import json
import wave
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np

from earshot import pipeline
from earshot.cli.options import (
    add_lexicon,
    add_source,
    parse_ingest_options,
    print_cost,
    subcommand,
)
from earshot.errors import BadOption, Unwritable
from earshot.model import Script
from earshot.script.proofreading import Finding, proofread

DOUBTFUL = 3
"""Exit code where there is something to look at."""


def parser() -> argparse.ArgumentParser:
    parser = subcommand(
        "check", "What an editor should look at before a story is read, most doubtful first."
    )
    add_source(parser, also=", or what `earshot article --json` wrote")
    add_lexicon(parser)
    parser.add_argument("--json", action="store_true", help="one array with everything found")
    parser.add_argument(
        "--doubt", type=float, default=0.0, metavar="FROM", help="only what is as doubtful (0 to 1)"
    )
    parser.add_argument(
        "--say", type=int, default=0, metavar="NUMBER", help="the sentence of that finding, as WAV"
    )
    parser.add_argument("-o", "--output", default="", metavar="FILE", help="the WAV file of --say")
    parser.add_argument("--voice", default="", metavar="ENGINE:SPEAKER", help="the voice of --say")
    return parser


def run(args: argparse.Namespace) -> int:
    lexicon = pipeline.load_lexicon(args.lexicon)
    story = pipeline.read_source(
        args.source, url=args.url, language=args.language, options=parse_ingest_options(args)
    )
    script = pipeline.build_script(story, lexicon=args.lexicon)
    found = [each for each in proofread(script, lexicon) if each.doubt >= args.doubt]
    if args.say:
        print(_write_preview(script, found, args))
        return 0
    if args.json:
        print(
            json.dumps(
                [_finding_json(script, each) for each in found], ensure_ascii=False, indent=1
            )
        )
    else:
        for number, each in enumerate(found, start=1):
            print(_format_finding(number, each))
    return DOUBTFUL if found else 0


def _finding_json(script: Script, each: Finding) -> dict[str, object]:
    block = script.article.blocks[each.block] if each.block >= 0 else None
    return {**asdict(each), "place": block.xpath if block else None}


def _format_finding(number: int, each: Finding) -> str:
    times = f" ({each.times} times)" if each.times > 1 else ""
    head = f"{number:3}  {each.kind:9}  {each.text}{times}: {each.read}; {each.why}"
    return f"{head}\n{'':16}{each.line}" if each.line else head


def _write_preview(script: Script, found: list[Finding], args: argparse.Namespace) -> Path:
    """The sentence of one finding, in a file of its own."""
    if not 1 <= args.say <= len(found):
        raise BadOption(option="--say", value=args.say, expected=f"there are {len(found)} findings")
    each = found[args.say - 1]
    of_block = [line for line in script.utterances if line.block == each.block]
    after = [line for line in of_block if line.words[-1].end > each.start]
    line = (after or of_block[-1:] or script.utterances)[0]
    narration = pipeline.narrate(replace(script, utterances=(line,)), voice=args.voice)
    print_cost(narration)
    samples = np.concatenate([passage.samples for passage in narration.segments])
    target = Path(args.output or f"check-{args.say}.wav")
    try:
        with wave.open(str(target), "wb") as file:
            file.setparams((1, 2, narration.rate, 0, "NONE", ""))
            file.writeframes((samples * 32767).astype("<i2").tobytes())
    except OSError as error:
        raise Unwritable(path=target, reason=error.strerror or str(error)) from error
    return target
