"""earshot voices distill: train a small voice on the speech of a larger one."""

from __future__ import annotations

import argparse
from pathlib import Path

from earshot.cli import voices_train
from earshot.cli.options import subcommand
from earshot.errors import InvalidOption
from earshot.voices.engines.house import PACKAGED_DIR
from earshot.voices.paths import voices_dir

BASE_VOICE = PACKAGED_DIR / "kathleen.onnx"
SENTENCES = 1_800
"""About two hours of speech."""


def parser() -> argparse.ArgumentParser:
    parser = subcommand("voices distill", "Train a small voice on the speech of a larger one.")
    parser.add_argument("teacher", metavar="NAME", help="the larger voice, such as kokoro:af_heart")
    parser.add_argument("recordings", metavar="DIR", help="directory of its recordings")
    parser.add_argument(
        "-o", "--output", metavar="FILE", help="voice file (default: in the voices directory)"
    )
    parser.add_argument(
        "--text", metavar="FILE", help="sentences, one per line (default: those of Earshot)"
    )
    parser.add_argument(
        "--sentences", type=int, default=SENTENCES, help=f"how many to speak (default: {SENTENCES})"
    )
    parser.add_argument("--record-only", action="store_true", help="record the teacher and exit")
    parser.add_argument("--work-dir", metavar="DIR", help="directory of the checkpoints")
    parser.add_argument(
        "--init-from", metavar="FILE", help="voice to start from (default: house:kathleen)"
    )
    parser.add_argument(
        "--train-vocoder",
        action="store_true",
        help="train the vocoder on the teacher's speech too, for 200 steps",
    )
    parser.add_argument(
        "--discriminators",
        metavar="FILE",
        type=Path,
        help="discriminators that the vocoder is trained with (default: new ones)",
    )
    voices_train.add_training_limits(parser)
    return parser


def run(args: argparse.Namespace) -> int:
    voices_train.check_installation(args)
    if args.sentences < 1:
        raise InvalidOption(option="--sentences", value=args.sentences, expected="at least 1")
    from earshot.training import pipeline, prompts, provenance, teacher  # noqa: PLC0415 - torch is heavy

    folder = Path(args.recordings)
    texts = prompts.read_prompts(Path(args.text)) if args.text else []
    texts = (texts or prompts.generate_prompts(args.sentences))[: args.sentences]
    found = teacher.record_teacher(args.teacher, texts, folder, voices_train.show_progress())
    print(f"{folder}  {len(texts)} sentences by {found.describe()}")
    if args.record_only:
        return 0
    config = pipeline.TrainingConfig(
        folder=folder,
        file=Path(args.output or voices_dir() / "house" / f"{found.speaker}.onnx"),
        work_dir=Path(args.work_dir or folder / ".earshot-voice"),
        consent=provenance.Consent.of_teacher(found),
        base_voice=Path(args.init_from or BASE_VOICE),
        nisqa=args.nisqa,
        train_vocoder=args.train_vocoder,
        discriminators=args.discriminators,
    )
    voices_train.train(config, args)
    return 0
