"""earshot voices evaluate: measure a voice and report clear faults."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from functools import partial
from pathlib import Path

from earshot.cli import voices_train
from earshot.cli.options import subcommand
from earshot.errors import SourceNotFound
from earshot.voice_evaluation import (
    NaturalnessModel,
    Onsets,
    VoiceReport,
    estimate_cost,
    evaluate_voice,
)

FAULTY = 3
"""Exit code if something is clearly wrong."""


def parser() -> argparse.ArgumentParser:
    parser = subcommand(
        "voices evaluate", "Measure a voice: audio, word timings, speed, word errors."
    )
    parser.add_argument("name", metavar="NAME", help="engine:speaker")
    parser.add_argument(
        "--language",
        default="",
        metavar="TAG",
        help="language, BCP 47 (default: the language of the voice)",
    )
    parser.add_argument(
        "--text", default="", metavar="FILE", help="text to speak (default: sample sentences)"
    )
    parser.add_argument(
        "--nisqa",
        metavar="FILE",
        help="weights of NISQA-TTS, to predict its naturalness (see docs/house-voice.md)",
    )
    parser.add_argument("--json", action="store_true", help="print the report as a JSON object")
    return parser


def run(args: argparse.Namespace) -> int:
    text = _read(args.text) if args.text else ""
    if cost := estimate_cost(args.name, language=args.language, text=text):
        print(f"{args.name}: {cost}", file=sys.stderr)
    model = load_naturalness_model(args.nisqa) if args.nisqa else None
    report = evaluate_voice(args.name, language=args.language, text=text, model=model)
    if args.json:
        print(json.dumps(asdict(report), ensure_ascii=False, indent=1))
    else:
        for name, value in _rows(report):
            print(f"{name:16} {value}")
    return FAULTY if report.faults else 0


def load_naturalness_model(file: str) -> NaturalnessModel:
    """Raises TrainingNotInstalled and InvalidOption."""
    voices_train.require_libraries("torch")
    from earshot.training import nisqa  # noqa: PLC0415 - torch is heavy

    return partial(nisqa.predict_naturalness, nisqa.load_model(Path(file)))


def _read(path: str) -> str:
    if not Path(path).is_file():
        raise SourceNotFound(source=path)
    return Path(path).read_text("utf-8", "replace")


def _rows(report: VoiceReport) -> Iterator[tuple[str, str]]:
    yield "voice", f"{report.voice}, {report.language}"
    yield (
        "audio",
        f"{report.sentences} sentences, {report.audio} s; {report.unspoken} words not spoken",
    )
    yield "speed", f"{1 / max(report.real_time_factor, 1e-4):.0f} times real time in one process"
    yield "first audio", f"{report.first_sound:.2f} s after opening"
    yield "loudness", f"{report.loudness} LUFS raw, {report.mastered_loudness} LUFS mastered"
    yield "true peak", f"{report.true_peak} dBTP mastered"
    yield "clicks", str(report.clicks)
    yield (
        "deterministic",
        {True: "yes", False: "no", None: "not measured for a paid voice"}[report.deterministic],
    )
    yield "word timings", _describe_onsets(report.onsets)
    errors = report.word_errors
    yield "word errors", "English only" if errors is None else f"{100 * errors:.0f} %"
    if found := report.naturalness:
        yield "naturalness", f"{found.mean} ± {found.standard_error} of 5, by NISQA-TTS"
    yield from (("CLEARLY WRONG", fault) for fault in report.faults)


def _describe_onsets(onsets: Onsets | None) -> str:
    if not onsets:
        return "not measured: not English, or made by the aligner"
    return (
        f"median {onsets.median_ms:.0f} ms from the aligner's, 95th percentile"
        f" {onsets.p95_ms:.0f} ms, {onsets.words} words; {onsets.unaligned} sentences not aligned"
    )
