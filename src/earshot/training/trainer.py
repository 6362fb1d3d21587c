"""The training loop of a stage: time-limited, logged, and resumable after a kill.

`state.pt` holds the complete state, `log.jsonl` a line of metrics per report. The resulting voice
is the exponential moving average of the weights, which is better than any single state.
"""

from __future__ import annotations

import json
import math
import random
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from earshot.training import dataset
from earshot.training.acoustic_model import ModelConfig
from earshot.training.checkpoints import STATE_FILE, load_state, save_state
from earshot.training.dataset import CROP_FRAMES, TrainingExample
from earshot.training.discriminators import Discriminators
from earshot.training.features import set_thread_count
from earshot.training.losses import LOSS_WEIGHTS, SpectralLoss
from earshot.training.plan import (
    FINAL_RATE_SHARE,
    LEARNING_RATES,
    MAX_STEP_SECONDS,
    TrainingPlan,
)
from earshot.training.train_steps import (
    TrainState,
    create_optimizers,
    train_step,
)
from earshot.training.validation import measure_losses
from earshot.training.vocoder import VoiceModel

BATCH_SIZES = {"acoustic": 16, "vocoder": 8, "joint": 8}
GPU_BATCH_FACTOR = 4
"""Factor of the batch size on a GPU."""
AVERAGE_DECAY = 0.998
"""Decay of the moving average of the weights."""
WARM_UP_STEPS = 100
"""Steps of learning-rate warm-up, at the start and after each resumption."""
FINETUNE_RATE_SCALE = 0.5
"""Factor of the learning rate when fine-tuning."""
DISCRIMINATOR_WARM_UP_STEPS = 200
"""Steps in which new discriminators are trained alone before they train a finished voice, which
they would otherwise degrade."""
PATIENCE = 3
"""Reports without improvement after which the acoustic stage stops: it soon overfits an hour of
speech."""


@dataclass(slots=True)
class BestWeights:
    """The averaged weights of a stage with the lowest held-out loss."""

    figure: float = math.inf
    average: list[Tensor] = field(default_factory=list)
    stale: int = 0
    """Reports since the last improvement."""

    def update(self, figure: float, average: list[Tensor]) -> None:
        self.stale += 1
        if figure < self.figure:
            self.figure, self.stale = figure, 0
            self.average = [weight.clone() for weight in average]


class Trainer:
    """A training in a work directory, resumed from its checkpoint."""

    highest_rate: float | None = None
    """Learning rate of the stage after its warm-up; None takes that of the plan."""
    average_decay = AVERAGE_DECAY
    discriminators_key = "critics"
    """Of the discriminators in the state. Those of another class have another key."""

    def __init__(self, work_dir: Path, stage: str, plan: TrainingPlan) -> None:
        set_thread_count(plan.threads)
        self.work_dir, self.stage, self.plan = work_dir, stage, plan
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        state = load_state(work_dir / STATE_FILE)
        saved_config = ModelConfig(**state["sizes"]) if state else None
        saved_log_f0 = saved_config.log_f0 if saved_config else None
        train, self.held_out, log_f0 = dataset.load_examples(work_dir, self.device, saved_log_f0)
        language = dataset.read_language(work_dir)
        config = saved_config or replace(plan.model_config, log_f0=log_f0, language=language)
        torch.manual_seed(state.get("step_sum", 1))
        self.voice = VoiceModel(config).to(self.device)
        self.discriminators = self._create_discriminators().to(self.device)
        self.steps: dict[str, int] = dict(state.get("steps", {}))
        self.minutes_done: dict[str, float] = dict(state.get("done", {}))
        self.origin: dict[str, str] = dict(state.get("begun", {}))
        self.warm_up_count: int = state.get("warmed", DISCRIMINATOR_WARM_UP_STEPS)
        self.best = BestWeights(**state["best"]) if "best" in state else BestWeights()
        if state:
            self.voice.load_state_dict(state["voice"])
            self._load_discriminators(state)
        self.average = [weight.detach().clone() for weight in self.voice.parameters()]
        self.average_count = 0
        self.train_state = self._create_train_state(train, state.get("step_sum", 1))
        self._restore(state)

    def _create_train_state(self, examples: list[TrainingExample], seed: int) -> TrainState:
        voice_optimizer, discriminator_optimizer = create_optimizers(
            self.stage, self.voice, self.discriminators
        )
        factor = GPU_BATCH_FACTOR if self.device.type == "cuda" else 1
        return TrainState(
            stage=self.stage,
            voice=self.voice,
            discriminators=self.discriminators,
            examples=[example for example in examples if example.frames > CROP_FRAMES],
            batch_size=BATCH_SIZES[self.stage] * factor,
            device=self.device,
            spectral_loss=SpectralLoss().to(self.device),
            random=random.Random(seed),
            optimizer=voice_optimizer,
            discriminator_optimizer=discriminator_optimizer,
        )

    def _create_discriminators(self) -> Discriminators:
        return Discriminators()

    def _load_discriminators(self, state: dict[str, Any]) -> None:
        """New ones after a trainer that has others are first trained alone."""
        if self.discriminators_key in state:
            self.discriminators.load_state_dict(state[self.discriminators_key])
        else:
            self.warm_up_count = 0

    def train(self, log: Callable[[str], None]) -> None:
        """Train until the minutes of the stage are over, earlier runs included. The acoustic stage
        stops earlier if it does not improve."""
        if self._progress() >= 1:
            return  # do not save: the state may be that of a later stage
        if self.stage == "acoustic" and not self.best.average:
            metrics = measure_losses(self.averaged_voice(), self.held_out)
            self.best.update(_sum_losses(metrics), self.average)
        last = reported = saved = time.monotonic()
        first_step = reported_step = self.steps.get(self.stage, 0)
        self.voice.train()
        while (
            self._progress() < 1
            and self.steps.get(self.stage, 0) - first_step < self.plan.max_steps
        ):
            losses = self._train_step(self.steps.get(self.stage, 0) - first_step)
            now, number = time.monotonic(), self.steps[self.stage]
            spent, last = min(now - last, MAX_STEP_SECONDS), now
            self.minutes_done[self.stage] = self.minutes_done.get(self.stage, 0.0) + spent / 60
            if number % self.plan.report_every == 0:
                steps_per_second = (number - reported_step) / max(now - reported, 1e-9)
                log(self._report(losses, steps_per_second))
                reported, reported_step = time.monotonic(), number
            if now - saved > self.plan.save_seconds:
                self.save()
                log(self._describe_progress())
                saved = time.monotonic()
        self.save()

    def _train_step(self, since_start: int) -> dict[str, Tensor]:
        self._set_learning_rate(since_start)
        self.train_state.discriminators_only = (
            self.stage != "acoustic" and self.warm_up_count < DISCRIMINATOR_WARM_UP_STEPS
        )
        losses = self._train_on_batch()
        if self.train_state.discriminators_only:
            self.warm_up_count += 1
        else:
            self._update_average()
        self.steps[self.stage] = self.steps.get(self.stage, 0) + 1
        return losses

    def _train_on_batch(self) -> dict[str, Tensor]:
        return train_step(self.train_state)

    def averaged_voice(self) -> VoiceModel:
        """A copy of the voice with the averaged weights."""
        averaged = VoiceModel(self.voice.sizes).to(self.device)
        with torch.no_grad():
            for weight, mean in zip(averaged.parameters(), self.average, strict=True):
                weight.copy_(mean)
        return averaged.eval()

    def save(self) -> None:
        if self.stage == "acoustic" and self._progress() >= 1 and self.best.average:
            self.average = self.best.average
        save_state(self.work_dir / STATE_FILE, self._build_state())

    def _build_state(self) -> dict[str, Any]:
        return {
            "sizes": asdict(self.voice.sizes),
            "voice": self.voice.state_dict(),
            self.discriminators_key: self.discriminators.state_dict(),
            "average": self.average,
            "count": self.average_count,
            "stage": self.stage,
            "steps": self.steps,
            "done": self.minutes_done,
            "step_sum": sum(self.steps.values()) + 1,
            "begun": self.origin,
            "warmed": self.warm_up_count,
            "best": asdict(self.best),
            "optimizer": self.train_state.optimizer.state_dict(),
            "critic_optimizer": self.train_state.discriminator_optimizer.state_dict(),
        }

    def _restore(self, state: dict[str, Any]) -> None:
        """Restore the averages and optimizers of the same stage. A new stage starts from the
        averaged weights of the previous one."""
        if "average" not in state:
            return
        averages = [mean.to(self.device) for mean in state["average"]]
        if state["stage"] == self.stage and self.discriminators_key in state:
            self.average, self.average_count = averages, state["count"]
            self.train_state.optimizer.load_state_dict(state["optimizer"])
            self.train_state.discriminator_optimizer.load_state_dict(state["critic_optimizer"])
            return
        with torch.no_grad():
            for weight, mean in zip(self.voice.parameters(), averages, strict=True):
                weight.copy_(mean)
        self.average = averages

    def _progress(self) -> float:
        if self.stage == "acoustic" and self.best.stale >= PATIENCE:
            return 1.0
        return self.minutes_done.get(self.stage, 0.0) / max(self.plan.minutes, 1e-9)

    def _set_learning_rate(self, since_start: int) -> None:
        """Cosine decay over the minutes of the stage, after a warm-up."""
        curve = 0.5 * (1 + math.cos(math.pi * min(1.0, self._progress())))
        warm = min(1.0, (since_start + 1) / WARM_UP_STEPS)
        planned = LEARNING_RATES[self.stage] * (FINETUNE_RATE_SCALE if self.origin else 1.0)
        highest = self.highest_rate or planned
        rate = highest * warm * (FINAL_RATE_SHARE + (1 - FINAL_RATE_SHARE) * curve)
        for optimizer in (self.train_state.optimizer, self.train_state.discriminator_optimizer):
            for group in optimizer.param_groups:
                group["lr"] = rate * group["scale"]

    def _update_average(self) -> None:
        self.average_count += 1
        decay = min(self.average_decay, self.average_count / (self.average_count + 10))
        now = [weight.detach() for weight in self.voice.parameters()]
        with torch.no_grad():
            torch._foreach_lerp_(self.average, now, 1 - decay)

    def _describe_progress(self) -> str:
        step, minutes = self.steps[self.stage], self.minutes_done[self.stage]
        return f"{self.stage}: step {step}, {minutes:.1f} of {self.plan.minutes:.1f} minutes"

    def _report(self, losses: dict[str, Tensor], steps_per_second: float) -> str:
        entry: dict[str, Any] = {"stage": self.stage, "step": self.steps[self.stage]}
        entry |= {
            "minutes": round(self.minutes_done[self.stage], 2),
            "steps_a_second": round(steps_per_second, 2),
        }
        entry |= {name: round(loss.item(), 4) for name, loss in losses.items()}
        metrics = measure_losses(self.averaged_voice(), self.held_out)
        if self.stage == "acoustic":
            self.best.update(_sum_losses(metrics), self.average)
        entry |= {name: round(x, 4) for name, x in metrics.items()}
        with (self.work_dir / "log.jsonl").open("a") as log:
            log.write(json.dumps(entry) + "\n")
        return (
            f"{self.stage}: step {entry['step']}, held-out mel {entry['held_mel']:.3f}, "
            f"wave {entry['held_wave']:.3f} ({steps_per_second:.1f} steps a second)"
        )


def _sum_losses(metrics: dict[str, float]) -> float:
    return sum(weight * metrics[f"held_{name}"] for name, weight in LOSS_WEIGHTS.items())
