"""earshot voices train: train a voice from recordings of one speaker."""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from earshot.cli.options import subcommand
from earshot.errors import InvalidOption, MissingOption, TrainingNotInstalled
from earshot.voices.paths import voices_dir

CURE = "pip install 'earshot-audio[train]'"
NEEDED = ("torch", "onnx", "pocketsphinx")


def parser() -> argparse.ArgumentParser:
    parser = subcommand("voices train", "Train a voice from recordings of one speaker.")
    parser.add_argument(
        "recordings", metavar="DIR", help="NAME.wav and NAME.txt, or the LJSpeech layout"
    )
    parser.add_argument(
        "-o", "--output", metavar="FILE", help="voice file (default: in the voices directory)"
    )
    parser.add_argument("--check", action="store_true", help="check the recordings and stop")
    parser.add_argument("--speaker", default="", help="name of the speaker (required)")
    parser.add_argument(
        "--licence", default="", help="licence of the recordings and the voice (required)"
    )
    parser.add_argument(
        "--consent", default="", help="how the speaker agreed to the training (required)"
    )
    parser.add_argument(
        "--source", default="", help="origin of the recordings (default: name of DIR)"
    )
    parser.add_argument(
        "--minutes", type=float, default=600.0, help="total training time (default: 600)"
    )
    parser.add_argument(
        "--min-minutes", type=float, default=10.0, help="minimum of usable recordings (default: 10)"
    )
    parser.add_argument("--work-dir", metavar="DIR", help="directory of the checkpoints")
    parser.add_argument("--init-from", metavar="FILE", help="voice to start from")
    parser.add_argument("--threads", type=int, default=1, help="CPU threads (default: 1)")
    parser.add_argument(
        "--export-only", action="store_true", help="export the last checkpoint and stop"
    )
    return parser


def run(args: argparse.Namespace) -> int:
    if missing := [name for name in NEEDED if not importlib.util.find_spec(name)]:
        raise TrainingNotInstalled(missing=", ".join(missing), install_hint=CURE)
    folder = Path(args.recordings)
    if args.check:
        return _check(folder, args.min_minutes)
    for option in ("speaker", "licence", "consent"):
        if not getattr(args, option).strip():
            reason = "it is recorded in the metadata of the voice file"
            raise MissingOption(option=f"--{option}", reason=reason)
    if args.minutes <= 0 or args.threads < 1:
        raise InvalidOption(option="--minutes", value=args.minutes, expected="it must be positive")
    _train(args, folder)
    return 0


def _check(folder: Path, min_minutes: float) -> int:
    from earshot.training.preprocess import check_recordings  # noqa: PLC0415 - torch is heavy

    _print_report(check_recordings(folder, min_minutes, _progress()))
    return 0


def _train(args: argparse.Namespace, folder: Path) -> None:
    from earshot.training import plan, recipe  # noqa: PLC0415 - torch is heavy

    consent = recipe.Consent(
        speaker=args.speaker, licence=args.licence, consent=args.consent,
        source=args.source or folder.name,
    )  # fmt: skip
    file = Path(args.output or voices_dir() / "house" / f"{folder.resolve().name}.onnx")
    work_dir = Path(args.work_dir or folder / ".earshot-voice")
    config = recipe.TrainingConfig(
        folder=folder, file=file, work_dir=work_dir, consent=consent, min_minutes=args.min_minutes,
        base_voice=Path(args.init_from) if args.init_from else None,
    )  # fmt: skip
    if args.export_only:
        metrics = recipe.export_and_evaluate(config, _progress())
    else:
        limits = plan.TrainingPlan(minutes=args.minutes, threads=args.threads)
        metrics = recipe.train_voice(config, limits, _progress())
    print(file)
    print(json.dumps(metrics, indent=1))
    if not recipe.is_finished(file):
        print(
            "This is a checkpoint and marked as one. To continue, run the command without"
            " --export-only."
        )


def _print_report(report: dict[str, Any]) -> None:
    for name, faults in report["faults"].items():
        print(f"{name}: {'; '.join(faults)}")
    print(
        f"{report['usable']} of {report['recordings']} recordings are usable,"
        f" {report['usable_minutes']} of {report['minutes']} minutes"
    )


def _progress() -> Callable[[str], None]:
    """A progress line on a terminal, else one line per step."""
    terminal = sys.stderr.isatty()

    def show(line: str) -> None:
        start, end = ("\r\033[K", "") if terminal else ("", "\n")
        print(f"{start}{line}", end=end, file=sys.stderr, flush=True)

    return show
