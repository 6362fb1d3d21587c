"""earshot voices verify: what can be measured of a voice, and what is clearly wrong with it."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from earshot.cli.options import subcommand
from earshot.errors import SourceNotFound
from earshot.evaluation import Onsets, VoiceReport, estimate_cost, evaluate_voice

FAULTY = 3
"""Exit code where something is clearly wrong."""


def parser() -> argparse.ArgumentParser:
    parser = subcommand("voices verify", "Measure a voice: sound, word times, speed, clarity.")
    parser.add_argument("name", metavar="NAME", help="engine:speaker")
    parser.add_argument("--language", default="", metavar="TAG", help="BCP 47 (the voice's own)")
    parser.add_argument("--text", default="", metavar="FILE", help="what it says (news of ours)")
    parser.add_argument("--json", action="store_true", help="the report as one object")
    return parser


def run(args: argparse.Namespace) -> int:
    text = _read(args.text) if args.text else ""
    if cost := estimate_cost(args.name, language=args.language, text=text):
        print(f"{args.name}: {cost}", file=sys.stderr)
    report = evaluate_voice(args.name, language=args.language, text=text)
    if args.json:
        print(json.dumps(asdict(report), ensure_ascii=False, indent=1))
    else:
        for name, told in _rows(report):
            print(f"{name:16} {told}")
    return FAULTY if report.faults else 0


def _read(path: str) -> str:
    if not Path(path).is_file():
        raise SourceNotFound(source=path)
    return Path(path).read_text("utf-8", "replace")


def _rows(report: VoiceReport) -> Iterator[tuple[str, str]]:
    yield "voice", f"{report.voice}, {report.language}"
    yield "said", f"{report.sentences} sentences, {report.audio} s; {report.unspoken} words unsaid"
    yield "speed", f"{1 / max(report.real_time_factor, 1e-4):.0f} x real time in one process"
    yield "first sound", f"{report.first_sound:.2f} s after it was opened"
    yield "loudness", f"{report.loudness} LUFS as it speaks, {report.mastered_loudness} mastered"
    yield "true peak", f"{report.true_peak} dBTP mastered"
    yield "clicks", str(report.clicks)
    yield (
        "same again",
        {True: "yes", False: "no", None: "not asked of a server"}[report.deterministic],
    )
    yield "word times", _describe_onsets(report.onsets)
    errors = report.word_errors
    yield "word errors", "English only" if errors is None else f"{100 * errors:.0f} % misheard"
    yield from (("CLEARLY WRONG", fault) for fault in report.faults)


def _describe_onsets(onsets: Onsets | None) -> str:
    if not onsets:
        return "not judged: no English, or the aligner's own"
    return (
        f"{onsets.median_ms:.0f} ms from the aligner's in the middle, {onsets.p95_ms:.0f} ms at"
        f" most in 95 % of {onsets.words} words; {onsets.unaligned} sentences not aligned"
    )
