"""The complete pipeline from a folder of recordings to a voice file."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch

from earshot.errors import NoCheckpoint
from earshot.training.averaged_weights import load_averaged_voice
from earshot.training.checkpoints import STATE_FILE, load_state
from earshot.training.dataset import is_complete, load_examples
from earshot.training.evaluation import evaluate_model
from earshot.training.export import export_voice, replace_card
from earshot.training.finetune import check_base_voice, start_finetuning
from earshot.training.joint_trainer import JointTrainer
from earshot.training.labelled_set import import_labelled_set, is_labelled
from earshot.training.mel_contrast import (
    TAUGHT_FRAME_CONTRAST,
    TAUGHT_WIDTH,
    restore_contrast,
)
from earshot.training.plan import (
    DISTILLATION_SHARES,
    FINETUNING_SHARES,
    JOINT,
    STAGE_SHARES,
    VOCODER_SHARES,
    TrainingPlan,
)
from earshot.training.preprocess import prepare_corpus
from earshot.training.provenance import Consent, build_card
from earshot.training.recordings import load_wave
from earshot.training.trainer import Trainer
from earshot.training.vocoder_trainer import VocoderTrainer
from earshot.voices.house_model.model_card import read_card


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingConfig:
    """Recordings and options of a training. `work_dir` holds intermediate results between runs."""

    folder: Path
    file: Path
    work_dir: Path
    consent: Consent
    min_minutes: float = 10.0
    """Minimum of good material in minutes."""
    base_voice: Path | None = None
    """Voice file to fine-tune; None trains from scratch."""
    nisqa: Path | None = None
    """Weights of NISQA-TTS for the evaluation."""
    train_vocoder: bool = False
    """Whether the vocoder of the base voice learns the speech of a teacher too."""
    discriminators: Path | None = None
    """Discriminators of an earlier training for that; None creates new ones."""


def train_voice(
    config: TrainingConfig, plan: TrainingPlan, log: Callable[[str], None]
) -> dict[str, Any]:
    """Prepare, train, export and evaluate. Returns the metrics, which are also in the file's card.

    An earlier run in the work directory is resumed. Raises NoRecordings, TooLittleMaterial, and
    BrokenVoice or InvalidOption if `base_voice` cannot be used.
    """
    if config.base_voice:
        check_base_voice(config.base_voice)
    prepare(config, log)
    if config.base_voice:
        start_finetuning(config.work_dir, config.base_voice)
    shares = _select_stages(config, plan)
    for stage in shares:
        minutes = _stage_minutes(config.work_dir, stage, plan.minutes * shares[stage], plan)
        stage_plan = replace(plan, minutes=minutes)
        if shares is VOCODER_SHARES and stage == "vocoder":
            VocoderTrainer(config.work_dir, stage_plan, config.discriminators, config.nisqa).train(
                log
            )
        else:
            _create_trainer(config.work_dir, stage, stage_plan).train(log)
    return export_and_evaluate(config, log)


def prepare(config: TrainingConfig, log: Callable[[str], None]) -> None:
    """Build the dataset from recordings, or from a labelled set, unless an earlier run has.
    Raises as `train_voice`."""
    config.work_dir.mkdir(parents=True, exist_ok=True)
    if is_complete(config.work_dir):
        return
    if is_labelled(config.folder):
        log("reading the labelled set")
        import_labelled_set(config.folder, config.work_dir, load_wave)
    else:
        language = config.consent.language
        prepare_corpus(config.folder, config.work_dir, config.min_minutes, log, language)


def _select_stages(config: TrainingConfig, plan: TrainingPlan) -> dict[str, float]:
    """The share of each stage. A teacher reads the same sentence always alike, so its mel can be
    predicted closely; the vocoder of the base voice and `restore_contrast` do the rest in minutes,
    where discriminators need hours on a CPU."""
    if not config.base_voice:
        return STAGE_SHARES
    if plan.all_discriminators:
        return FINETUNING_SHARES
    if not config.consent.teacher:
        return STAGE_SHARES
    return VOCODER_SHARES if config.train_vocoder else DISTILLATION_SHARES


def _create_trainer(work_dir: Path, stage: str, plan: TrainingPlan) -> Trainer | JointTrainer:
    if stage == JOINT and plan.all_discriminators:
        return JointTrainer(work_dir, plan)
    return Trainer(work_dir, stage, plan)


def _stage_minutes(work_dir: Path, stage: str, share: float, plan: TrainingPlan) -> float:
    """Minutes of a stage: its share, and for the last stage all that remain."""
    if stage != JOINT:
        return share
    done: dict[str, float] = load_state(work_dir / STATE_FILE).get("done", {})
    return plan.minutes - sum(minutes for other, minutes in done.items() if other != JOINT)


def export_and_evaluate(config: TrainingConfig, log: Callable[[str], None]) -> dict[str, Any]:
    """Export and evaluate the current state, finished or not. Raises NoCheckpoint."""
    if not is_complete(config.work_dir) or not (config.work_dir / STATE_FILE).exists():
        raise NoCheckpoint(work_dir=config.work_dir)
    log("exporting and evaluating")
    state = load_state(config.work_dir / STATE_FILE)
    voice = load_averaged_voice(state)
    _, held_out, _ = load_examples(config.work_dir, torch.device("cpu"), voice.sizes.log_f0)
    stages = state.get("steps", {}).keys()
    if config.consent.teacher and stages <= {"acoustic"}:
        voice = restore_contrast(voice, held_out)
    elif config.consent.teacher and JOINT not in stages:
        voice = restore_contrast(voice, held_out, TAUGHT_WIDTH, TAUGHT_FRAME_CONTRAST)
    card = build_card(
        config.consent, state.get("steps", {}), state.get("begun", {}).get("lineage", "")
    )
    export_voice(voice, card, config.file)
    metrics = evaluate_model(config.file, voice, held_out, config.nisqa)
    replace_card(config.file, replace(card, figures=json.dumps(metrics)))
    return metrics


def is_finished(file: Path) -> bool:
    """Whether the training of a voice file is complete."""
    return read_card(file, file.stem).finished != "no"
