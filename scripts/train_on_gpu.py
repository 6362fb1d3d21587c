"""Train a voice from a labelled set on a machine with a GPU that has only PyTorch, ONNX and
soundfile. `earshot voices train` does the same, and evaluates the voice, where all of Earshot's
dependencies are installed.

    earshot voices train RECORDINGS --export-set SET
    PYTHONPATH=src python scripts/train_on_gpu.py SET OUT --minutes 8

OUT gets the voice, the log, and the voice as it was at earlier moments of the joint stage: if a
later one is noisier, take an earlier one. Start the command again with the same work directory to
continue.
"""

from __future__ import annotations

import argparse
import shutil
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import soundfile
import torch

from earshot.model import Samples
from earshot.training.averaged_weights import load_averaged_voice
from earshot.training.checkpoints import STATE_FILE, load_state
from earshot.training.dataset import is_complete
from earshot.training.export import export_voice
from earshot.training.finetune import start_finetuning
from earshot.training.joint_trainer import JointTrainer
from earshot.training.labelled_set import import_labelled_set
from earshot.training.plan import FINETUNING_SHARES, JOINT, TrainingPlan
from earshot.training.provenance import Consent, build_card, read_teacher
from earshot.training.trainer import Trainer

BASE_VOICE = "src/earshot/voices/house_voices/kathleen.onnx"
ACOUSTIC_REPORT_STEPS = 50
"""Five epochs of an hour of speech, in batches of a GPU."""
SNAPSHOT_SHARES = (0.5, 0.75)
"""Shares of the joint stage after which the voice is exported too."""
SNAPSHOT = "state-{}.pt"
SAVE_SECONDS, JOINT_REPORT_STEPS = 30.0, 400
START = time.monotonic()


def main() -> None:
    parser = argparse.ArgumentParser(description="Train a voice from a labelled set on a GPU.")
    parser.add_argument("set", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--work-dir", type=Path, default=Path("/tmp/earshot-voice"))
    parser.add_argument("--init-from", type=Path, default=Path(BASE_VOICE))
    parser.add_argument("--minutes", type=float, default=8.0)
    parser.add_argument(
        "--acoustic-minutes", type=float, help="of them; default: a share of 0.4 at most"
    )
    parser.add_argument("--threads", type=int, default=8)
    parser.add_argument("--max-steps", type=int, default=10**9, help="steps of each stage")
    args = parser.parse_args()
    if read_teacher(args.set) is None:
        raise SystemExit(f"{args.set} has no teacher.json; use `earshot voices train`")
    args.out.mkdir(parents=True, exist_ok=True)
    train(args)


def train(args: argparse.Namespace) -> None:
    work = args.work_dir
    work.mkdir(parents=True, exist_ok=True)
    log(f"PyTorch {torch.__version__}, {describe_device()}")
    if not is_complete(work):
        log(f"{import_labelled_set(args.set, work, read_ahead(args.set, args.threads))} clips")
    start_finetuning(work, args.init_from)
    plan = TrainingPlan(minutes=args.minutes, threads=args.threads, max_steps=args.max_steps)
    minutes = args.acoustic_minutes or args.minutes * FINETUNING_SHARES["acoustic"]
    acoustic = replace(plan, minutes=minutes, report_every=ACOUSTIC_REPORT_STEPS)
    Trainer(work, "acoustic", acoustic).train(log)
    done = load_state(work / STATE_FILE)["done"]["acoustic"]
    joint = replace(
        plan,
        minutes=args.minutes - done,
        save_seconds=SAVE_SECONDS,
        report_every=JOINT_REPORT_STEPS,
    )
    SnapshotTrainer(work, joint).train(log)
    for state in sorted(work.glob(SNAPSHOT.format("*"))):
        export(args, state, f"-{state.stem.partition('-')[2]}")
    export(args, work / STATE_FILE)
    if (work / "log.jsonl").is_file():
        shutil.copy(work / "log.jsonl", args.out)


class SnapshotTrainer(JointTrainer):
    """Keeps its state at some shares of the stage."""

    def save(self) -> None:
        super().save()
        progress = self._progress()
        passed = [share for share in SNAPSHOT_SHARES if share <= progress < 1]
        if passed:
            file = self.work_dir / SNAPSHOT.format(f"{passed[-1]:.2f}")
            if not file.exists():
                shutil.copy(self.work_dir / STATE_FILE, file)


def export(args: argparse.Namespace, state_file: Path, suffix: str = "") -> None:
    teacher = read_teacher(args.set)
    assert teacher
    consent, state = Consent.of_teacher(teacher), load_state(state_file)
    card = build_card(consent, state["steps"], state["begun"]["lineage"])
    file = args.out / f"{consent.speaker}{suffix}.onnx"
    export_voice(load_averaged_voice(state), card, file)
    log(f"{file}: {card.steps}; {state['done'].get(JOINT, 0):.2f} minutes in the last stage")


def describe_device() -> str:
    return torch.cuda.get_device_name() if torch.cuda.is_available() else "no GPU"


def read_ahead(folder: Path, threads: int) -> Callable[[Path], Samples]:
    """A function that returns the samples of a file, all of which are decoded in threads: one after
    the other took longer than the first stage."""
    pool = ThreadPoolExecutor(threads)
    waves = {file.name: pool.submit(decode, file) for file in sorted(folder.glob("*.opus"))}
    return lambda file: waves.pop(file.name).result()


def decode(file: Path) -> Samples:
    wave, _ = soundfile.read(file, dtype="float32")
    return np.asarray(wave)


def log(line: str) -> None:
    print(f"{time.monotonic() - START:6.1f} s  {line}", flush=True)


if __name__ == "__main__":
    main()
