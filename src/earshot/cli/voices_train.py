"""earshot voices train: train a voice from recordings of one speaker."""

from __future__ import annotations

import argparse
import importlib.util
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from earshot.cli.options import subcommand
from earshot.cli.voices import calibrate
from earshot.errors import InvalidOption, MissingOption, TrainingNotInstalled
from earshot.voices.paths import voices_dir

if TYPE_CHECKING:
    from earshot.training.pipeline import TrainingConfig
    from earshot.training.provenance import Consent

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
    parser.add_argument("--check", action="store_true", help="check the recordings and exit")
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
        "--language",
        choices=("en-US", "en-GB", "de-DE"),
        default="en-US",
        help="of the speaker (default: en-US)",
    )
    parser.add_argument(
        "--min-minutes", type=float, default=10.0, help="minimum of usable recordings (default: 10)"
    )
    parser.add_argument("--work-dir", metavar="DIR", help="directory of the checkpoints")
    parser.add_argument("--init-from", metavar="FILE", help="voice to start from")
    add_training_limits(parser)
    parser.add_argument(
        "--export-only", action="store_true", help="export the last checkpoint and exit"
    )
    parser.add_argument(
        "--export-set", metavar="DIR", help="write the aligned recordings to DIR and exit"
    )
    return parser


def add_training_limits(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--minutes", type=float, default=600.0, help="total training time (default: 600)"
    )
    parser.add_argument("--threads", type=int, default=1, help="CPU threads (default: 1)")
    parser.add_argument(
        "--nisqa",
        metavar="FILE",
        type=Path,
        help="weights of NISQA-TTS, to predict its naturalness",
    )


def run(args: argparse.Namespace) -> int:
    check_installation(args)
    folder = Path(args.recordings)
    if args.check:
        return _check(folder, args.min_minutes, args.language)
    _train(args, folder)
    return 0


def check_installation(args: argparse.Namespace) -> None:
    """Raises TrainingNotInstalled, and InvalidOption for impossible limits."""
    require_libraries(*NEEDED)
    if args.minutes <= 0 or args.threads < 1:
        raise InvalidOption(option="--minutes", value=args.minutes, expected="it must be positive")


def require_libraries(*names: str) -> None:
    """Raises TrainingNotInstalled."""
    if missing := [name for name in names if not importlib.util.find_spec(name)]:
        raise TrainingNotInstalled(missing=", ".join(missing), install_hint=CURE)


def _check(folder: Path, min_minutes: float, language: str) -> int:
    from earshot.training.preprocess import check_recordings  # noqa: PLC0415 - torch is heavy

    _print_report(check_recordings(folder, min_minutes, show_progress(), language))
    return 0


def _train(args: argparse.Namespace, folder: Path) -> None:
    from earshot.training import labelled_set, pipeline, provenance  # noqa: PLC0415 - torch is heavy

    file = Path(args.output or voices_dir() / "house" / f"{folder.resolve().name}.onnx")
    work_dir = Path(args.work_dir or folder / ".earshot-voice")
    config = pipeline.TrainingConfig(
        folder=folder, file=file, work_dir=work_dir, consent=_find_consent(args, folder),
        min_minutes=args.min_minutes, nisqa=args.nisqa,
        base_voice=Path(args.init_from) if args.init_from else None,
    )  # fmt: skip
    if args.export_set:
        pipeline.prepare(config, show_progress())
        count = labelled_set.export_labelled_set(work_dir, Path(args.export_set))
        if (file := folder / provenance.TEACHER_FILE).is_file():
            shutil.copy(file, args.export_set)
        print(f"{args.export_set}  {count} recordings")
    elif args.export_only:
        print_result(file, pipeline.export_and_evaluate(config, show_progress()))
    else:
        train(config, args)


def train(config: TrainingConfig, args: argparse.Namespace) -> None:
    """Train a voice and print the file and its metrics."""
    from earshot.training import pipeline, plan  # noqa: PLC0415 - torch is heavy

    limits = plan.TrainingPlan(minutes=args.minutes, threads=args.threads)
    print_result(config.file, pipeline.train_voice(config, limits, show_progress()))


def _find_consent(args: argparse.Namespace, folder: Path) -> Consent:
    """The teacher of the recordings, or the speaker of the options. Raises MissingOption."""
    from earshot.training import provenance  # noqa: PLC0415 - torch is heavy

    if found := provenance.read_teacher(folder):
        return provenance.Consent.of_teacher(found)
    for option in ("speaker", "licence", "consent"):
        if not getattr(args, option).strip():
            reason = "it is recorded in the metadata of the voice file"
            raise MissingOption(option=f"--{option}", reason=reason)
    return provenance.Consent(
        speaker=args.speaker, licence=args.licence, consent=args.consent,
        source=args.source or folder.name, language=args.language,
    )  # fmt: skip


def print_result(file: Path, metrics: dict[str, Any]) -> None:
    from earshot.training import pipeline  # noqa: PLC0415 - torch is heavy

    print(file)
    print(json.dumps(metrics, indent=1))
    if file.parent == voices_dir() / "house":
        calibrate(f"house:{file.stem}")
    if not pipeline.is_finished(file):
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


def show_progress() -> Callable[[str], None]:
    """A progress line on a terminal, otherwise one line per step."""
    terminal = sys.stderr.isatty()

    def show(line: str) -> None:
        start, end = ("\r\033[K", "") if terminal else ("", "\n")
        print(f"{start}{line}", end=end, file=sys.stderr, flush=True)

    return show
