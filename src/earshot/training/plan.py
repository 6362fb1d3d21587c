"""The stages of a training, and its limits."""

from __future__ import annotations

from dataclasses import dataclass, field

import torch

from earshot.training.acoustic_model import ModelConfig

JOINT = "joint"
STAGES = ("acoustic", "vocoder", JOINT)
LEARNING_RATES = {"acoustic": 1e-3, "vocoder": 5e-4, JOINT: 4e-4}
STAGE_SHARES = {"acoustic": 0.15, "vocoder": 0.25, "joint": 0.6}
"""Shares of the training time. The joint stage gains most per minute."""
FINETUNING_SHARES = {"acoustic": 0.4, "joint": 0.6}
"""The same for a voice that is fine-tuned on a GPU: its joint stage has all discriminators and
recordings enough for the vocoder too."""
DISTILLATION_SHARES = {"acoustic": 1.0}
"""The same on a CPU, for a voice that a teacher spoke. The stage stops when it does not improve."""
VOCODER_SHARES = {"acoustic": 0.7, "vocoder": 0.3}
"""The same if the vocoder learns the speech of the teacher too, which ends after some steps."""
FINAL_RATE_SHARE = 0.02
"""Learning rate at the end of a stage, as a share of its maximum."""
MAX_STEP_SECONDS = 60.0
"""Longer steps are not counted: the machine was suspended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingPlan:
    """Training minutes of each stage, and the intervals of reports and saves."""

    minutes: float
    max_steps: int = 10**9
    """Maximum number of steps in this run."""
    report_every: int = 200
    save_seconds: float = 60.0
    model_config: ModelConfig = field(default_factory=ModelConfig)
    threads: int = 1
    """CPU threads."""
    all_discriminators: bool = field(default_factory=torch.cuda.is_available)
    """Whether the joint stage runs all discriminators at every step (`JointTrainer`). Without a
    GPU that takes many times as long."""
