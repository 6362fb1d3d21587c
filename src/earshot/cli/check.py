"""earshot check: list words and sentences that an editor should check."""

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
    print_cost,
    subcommand,
)
from earshot.cli.sources import parse_ingest_options
from earshot.errors import InvalidOption, Unwritable
from earshot.model import Script
from earshot.script.proofreading import Finding, proofread

DOUBTFUL = 3
"""Exit code if there are findings."""


def parser() -> argparse.ArgumentParser:
    parser = subcommand(
        "check", "List words and sentences that an editor should check, most doubtful first."
    )
    add_source(parser, also=", or the output of `earshot article --json`")
    add_lexicon(parser)
    parser.add_argument("--json", action="store_true", help="print a JSON array of all findings")
    parser.add_argument(
        "--min-score",
        type=float,
        default=0.0,
        metavar="SCORE",
        help="minimum score to report, 0 to 1 (default: 0)",
    )
    parser.add_argument(
        "--preview",
        type=int,
        default=0,
        metavar="N",
        help="write the sentence of finding N as a WAV file",
    )
    parser.add_argument(
        "-o",
        "--output",
        default="",
        metavar="FILE",
        help="WAV file of --preview (default: check-N.wav)",
    )
    parser.add_argument("--voice", default="", metavar="ENGINE:SPEAKER", help="voice of --preview")
    return parser


def run(args: argparse.Namespace) -> int:
    lexicon = pipeline.load_lexicon(args.lexicon)
    story = pipeline.read_source(
        args.source, url=args.url, language=args.language, options=parse_ingest_options(args)
    )
    script = pipeline.build_script(story, lexicon=args.lexicon)
    found = [each for each in proofread(script, lexicon) if each.score >= args.min_score]
    if args.preview:
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
    return {**asdict(each), "xpath": block.xpath if block else None}


def _format_finding(number: int, each: Finding) -> str:
    times = f" ({each.times} times)" if each.times > 1 else ""
    head = f"{number:3}  {each.kind:9}  {each.text}{times}: {each.reading}; {each.reason}"
    return f"{head}\n{'':16}{each.line}" if each.line else head


def _write_preview(script: Script, found: list[Finding], args: argparse.Namespace) -> Path:
    """Write the sentence of one finding to a file."""
    if not 1 <= args.preview <= len(found):
        raise InvalidOption(
            option="--preview", value=args.preview, expected=f"there are {len(found)} findings"
        )
    each = found[args.preview - 1]
    of_block = [line for line in script.utterances if line.block == each.block]
    after = [line for line in of_block if line.words[-1].end > each.start]
    line = (after or of_block[-1:] or script.utterances)[0]
    narration = pipeline.narrate(replace(script, utterances=(line,)), voice=args.voice)
    print_cost(narration)
    samples = np.concatenate([passage.samples for passage in narration.segments])
    target = Path(args.output or f"check-{args.preview}.wav")
    try:
        with wave.open(str(target), "wb") as file:
            file.setparams((1, 2, narration.rate, 0, "NONE", ""))
            file.writeframes((samples * 32767).astype("<i2").tobytes())
    except OSError as error:
        raise Unwritable(path=target, reason=error.strerror or str(error)) from error
    return target
