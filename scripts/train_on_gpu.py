"""Train a voice from a labelled set on a machine with a GPU that has only PyTorch, ONNX and
soundfile. `earshot voices train` does the same, and evaluates the voice, where all of Earshot's
dependencies are installed.

    earshot voices train RECORDINGS --export-set SET
    PYTHONPATH=src python scripts/train_on_gpu.py SET OUT --minutes 8

OUT gets the voice and the log. Start the command again with the same work directory to continue.
"""

from __future__ import annotations

import argparse
import shutil
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import soundfile

from earshot.model import Samples
from earshot.training.checkpoints import STATE_FILE, load_state
from earshot.training.dataset import is_complete, load_log_f0
from earshot.training.export import export_voice
from earshot.training.finetune import start_finetuning
from earshot.training.joint_trainer import JointTrainer
from earshot.training.labelled_set import import_labelled_set
from earshot.training.plan import FINETUNING_SHARES, JOINT, TrainingPlan
from earshot.training.provenance import Consent, build_card, read_teacher
from earshot.training.trainer import Trainer
from earshot.training.voice_state import load_averaged_voice

BASE_VOICE = "src/earshot/voices/house_voices/kathleen.onnx"
START = time.monotonic()


def main() -> None:
    parser = argparse.ArgumentParser(description="Train a voice from a labelled set on a GPU.")
    parser.add_argument("set", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--work-dir", type=Path, default=Path("/tmp/earshot-voice"))
    parser.add_argument("--init-from", type=Path, default=Path(BASE_VOICE))
    parser.add_argument("--minutes", type=float, default=8.0)
    parser.add_argument("--threads", type=int, default=8)
    parser.add_argument("--max-steps", type=int, default=10**9, help="steps of each stage")
    args = parser.parse_args()
    teacher = read_teacher(args.set)
    if teacher is None:
        raise SystemExit(f"{args.set} has no teacher.json; use `earshot voices train`")
    train(args)
    export(args, Consent.of_teacher(teacher))


def train(args: argparse.Namespace) -> None:
    work = args.work_dir
    work.mkdir(parents=True, exist_ok=True)
    if not is_complete(work):
        log(f"{import_labelled_set(args.set, work, decode)} clips")
    start_finetuning(work, args.init_from, load_log_f0(work))
    plan = TrainingPlan(minutes=args.minutes, threads=args.threads, max_steps=args.max_steps)
    acoustic = replace(plan, minutes=args.minutes * FINETUNING_SHARES["acoustic"])
    Trainer(work, "acoustic", acoustic).train(log)
    done = load_state(work / STATE_FILE)["done"]["acoustic"]
    JointTrainer(work, replace(plan, minutes=args.minutes - done)).train(log)


def export(args: argparse.Namespace, consent: Consent) -> None:
    state = load_state(args.work_dir / STATE_FILE)
    card = build_card(consent, state["steps"], state["begun"]["lineage"])
    args.out.mkdir(parents=True, exist_ok=True)
    file = args.out / f"{consent.speaker}.onnx"
    export_voice(load_averaged_voice(state), card, file)
    if (args.work_dir / "log.jsonl").is_file():
        shutil.copy(args.work_dir / "log.jsonl", args.out)
    log(f"{file}: {card.steps}; {state['done'].get(JOINT, 0):.1f} minutes in the last stage")


def decode(file: Path) -> Samples:
    wave, _ = soundfile.read(file, dtype="float32")
    return np.asarray(wave)


def log(line: str) -> None:
    print(f"{time.monotonic() - START:6.1f} s  {line}", flush=True)


if __name__ == "__main__":
    main()
