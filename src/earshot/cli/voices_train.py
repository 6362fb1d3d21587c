"""earshot voices train: recordings of a reader in, a voice out."""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from earshot.cli.options import subcommand
from earshot.errors import BadOption, TrainingNotInstalled
from earshot.voices.house_model.card import read_card
from earshot.voices.paths import voices_dir

CURE = "pip install 'earshot[train]'"
NEEDED = ("torch", "onnx", "pocketsphinx")


def parser() -> argparse.ArgumentParser:
    parser = subcommand("voices train", "A voice of your own from recordings of one reader.")
    parser.add_argument("recordings", metavar="FOLDER", help="NAME.wav and NAME.txt, or LJSpeech's")
    parser.add_argument("-o", "--output", metavar="FILE", help="the voice (in your voices folder)")
    parser.add_argument("--check", action="store_true", help="only check the recordings")
    parser.add_argument("--speaker", default="", help="whose voice it is")
    parser.add_argument("--licence", default="", help="of the recordings, and so of the voice")
    parser.add_argument("--consent", default="", help="how the speaker agreed to this")
    parser.add_argument("--source", default="", help="where the recordings come from")
    parser.add_argument("--minutes", type=float, default=600.0, help="of training in all (600)")
    parser.add_argument("--least", type=float, default=10.0, help="minutes of material wanted (10)")
    parser.add_argument("--work", metavar="DIR", help="where it is kept between runs")
    parser.add_argument("--from", dest="start", metavar="FILE", help="a voice to begin at")
    parser.add_argument("--threads", type=int, default=1, help="of the training on a CPU (1)")
    parser.add_argument("--now", action="store_true", help="export what is trained so far")
    return parser


def run(args: argparse.Namespace) -> int:
    if missing := [name for name in NEEDED if not importlib.util.find_spec(name)]:
        raise TrainingNotInstalled(missing=", ".join(missing), cure=CURE)
    folder = Path(args.recordings)
    if args.check:
        return _check(folder, args.least)
    for option in ("speaker", "licence", "consent"):
        if not getattr(args, option).strip():
            reason = "a voice is a person's: say it, and it stands in the file"
            raise BadOption(option=f"--{option}", value="left out", expected=reason)
    if args.minutes <= 0 or args.threads < 1:
        raise BadOption(option="--minutes", value=args.minutes, expected="more than nothing")
    _train(args, folder)
    return 0


def _check(folder: Path, least: float) -> int:
    from earshot.training.preprocess import check_recordings  # noqa: PLC0415 - torch is heavy

    _print_report(check_recordings(folder, least, _progress()))
    return 0


def _train(args: argparse.Namespace, folder: Path) -> None:
    from earshot.training import recipe, trainer  # noqa: PLC0415 - torch is heavy

    leave = recipe.Consent(
        speaker=args.speaker, licence=args.licence, consent=args.consent,
        source=args.source or folder.name,
    )  # fmt: skip
    file = Path(args.output or voices_dir() / "house" / f"{folder.resolve().name}.onnx")
    work = Path(args.work or folder / ".earshot-voice")
    order = recipe.TrainingConfig(
        folder=folder, file=file, work_dir=work, consent=leave, min_minutes=args.least,
        base_voice=Path(args.start) if args.start else None,
    )  # fmt: skip
    if args.now:
        figures = recipe.export_and_evaluate(order, _progress())
    else:
        plan = trainer.TrainingPlan(minutes=args.minutes, threads=args.threads)
        figures = recipe.train_voice(order, plan, _progress())
    print(file)
    print(json.dumps(figures, indent=1))
    if read_card(file, file.stem).finished == "no":
        print("It is half-trained, and marked so: the same command without --now goes on with it.")


def _print_report(report: dict[str, Any]) -> None:
    for name, faults in report["faults"].items():
        print(f"{name}: {'; '.join(faults)}")
    print(
        f"{report['usable']} of {report['recordings']} recordings are fit,"
        f" {report['usable_minutes']} of {report['minutes']} minutes"
    )


def _progress() -> Callable[[str], None]:
    """A line that follows the work on a terminal; on anything else a line for each step told."""
    terminal = sys.stderr.isatty()

    def say(line: str) -> None:
        start, end = ("\r\033[K", "") if terminal else ("", "\n")
        print(f"{start}{line}", end=end, file=sys.stderr, flush=True)

    return say
