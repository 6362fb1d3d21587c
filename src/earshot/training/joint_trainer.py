"""The joint stage with all discriminators: the training loop for a GPU.

It stops early, with the learning rate at its end: on an hour of speech, more steps made the voice
livelier, then noisier and less clear. The schedule counts steps, so a training that was killed and
resumed gives the same result as an uninterrupted one.
"""

from __future__ import annotations

import json
import math
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from earshot.training.acoustic_model import MEL_MEAN, MEL_STD, ModelConfig
from earshot.training.averaged_weights import load_averaged_voice
from earshot.training.checkpoints import (
    STATE_FILE,
    load_state,
    read_random_state,
    save_state,
    write_random_state,
)
from earshot.training.composed_sentences import compose_sentences
from earshot.training.cuda_graph import record_graph
from earshot.training.dataset import TrainingExample, load_examples, read_language
from earshot.training.device_dataset import DeviceDataset
from earshot.training.discriminators import PERIODS, FineDiscriminators
from earshot.training.features import set_thread_count
from earshot.training.frame_classifier import (
    create_classifier,
    fit_classifier,
    normalize_log_mel,
)
from earshot.training.joint_step import BatchRows, JointStep
from earshot.training.plan import (
    FINAL_RATE_SHARE,
    JOINT,
    LEARNING_RATES,
    MAX_STEP_SECONDS,
    TrainingPlan,
)
from earshot.training.validation import measure_losses
from earshot.training.vocoder import VoiceModel

MAX_JOINT_STEPS = 7_700
"""Steps of the stage: about four minutes on an H200. Between the fifth and the ninth minute
nothing was gained."""
BATCH_ROWS = BatchRows()
RATE_WARM_UP_STEPS = 300
DISCRIMINATOR_WARM_UP_STEPS = 800
"""Steps in which new discriminators are trained alone."""
COMPOSED_PER_EXAMPLE = 4
CLASSIFIER_EPOCHS = 8
FAIR_LOSS = (0.30, 0.42)
"""Range of the discriminators' mean loss in which their learning rate stays; 0.5 is guessing."""
RATE_SCALE_RANGE, RATE_SCALE_FACTOR = (0.4, 4.0), 1.15
"""Limits of the discriminators' learning rate relative to the voice, and the factor of a change."""
ADJUSTMENT_STEPS = 450
"""Steps between two adjustments of that rate."""
CLOCK_STEPS = 10
"""Steps between two checks of the time. Python waits for the GPU at a check."""
FINE = "fine"
"""The key of the part of the state that only this trainer has."""


class JointTrainer:
    """The joint stage in a work directory, resumed from its checkpoint."""

    def __init__(self, work_dir: Path, plan: TrainingPlan) -> None:
        set_thread_count(plan.threads)
        self.work_dir, self.plan = work_dir, plan
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self._state = load_state(work_dir / STATE_FILE)
        self.steps: dict[str, int] = dict(self._state.get("steps", {}))
        self.minutes_done: dict[str, float] = dict(self._state.get("done", {}))
        saved_log_f0 = self._state["sizes"]["log_f0"] if self._state else None
        train, self.held_out, log_f0 = load_examples(work_dir, self.device, saved_log_f0)
        torch.manual_seed(sum(self.steps.values()) + 1)
        language = read_language(work_dir)
        config = replace(plan.model_config, log_f0=log_f0, language=language)
        self.voice = self._load_voice(config)
        fine: dict[str, Any] = self._state.get(FINE, {})
        self.step = self._create_step(train, fine.get("classifier"))
        self.rate_scale: float = fine.get("rate_scale", 1.0)
        self.has_trained_discriminators = bool(fine)
        if fine:
            self._restore(fine)

    def _load_voice(self, config: ModelConfig) -> VoiceModel:
        """The current weights of this stage, or the averaged ones of the stage before."""
        if not self._state:
            return VoiceModel(config).to(self.device)
        voice = load_averaged_voice(self._state)
        if FINE in self._state:
            voice.load_state_dict(self._state["voice"])
        return voice.to(self.device)

    def _create_step(
        self, train: Sequence[TrainingExample], saved_classifier: dict[str, Tensor] | None
    ) -> JointStep:
        sentences = [example.tensors["ids"].tolist() for example in train]
        count = COMPOSED_PER_EXAMPLE * len(sentences)
        composed = compose_sentences(sentences, count, random.Random(1))
        tables = DeviceDataset(train, composed, self.voice.eval(), self.device)
        classifier = create_classifier(self.voice.acoustic.symbol_set).to(self.device)
        if saved_classifier:
            classifier.load_state_dict(saved_classifier)
        else:
            _fit_to_recordings(classifier, tables)
        rows = BATCH_ROWS if tables.can_compose else replace(BATCH_ROWS, composed=0)
        discriminators = FineDiscriminators().to(self.device)
        return JointStep(self.voice.train(), discriminators, classifier, tables, rows)

    def _restore(self, fine: dict[str, Any]) -> None:
        step = self.step
        step.discriminators.load_state_dict(fine["critics"])
        step.load_optimizers(fine)
        step.statistics.copy_(fine["statistics"])
        averages = dict(zip(self._parameter_ids(), self._state["average"], strict=True))
        step.average = [averages[id(weight)].to(self.device) for weight in step.trained]
        write_random_state(fine["random"])

    def _parameter_ids(self) -> list[int]:
        return [id(weight) for weight in self.voice.parameters()]

    def train(self, log: Callable[[str], None]) -> None:
        """Train until the steps or the minutes of the stage are over, earlier runs included."""
        if self._progress() >= 1:
            return
        if not self.has_trained_discriminators:
            self._warm_up_discriminators(log)
        call = record_graph(self.step, self.step.train, log)
        first = self._step_count
        last = saved = time.monotonic()
        while self._progress() < 1 and self._step_count - first < self.plan.max_steps:
            self._set_rates()
            call()
            self.steps[JOINT] = self._step_count + 1
            if self._step_count % ADJUSTMENT_STEPS == 0:
                self._adjust_rate_scale()
            if self._step_count % self.plan.report_every == 0:
                log(self._report())
            if self._step_count % CLOCK_STEPS == 0:
                now = self._wait_for_device()
                self._add_seconds(now - last)
                last = now
                if now - saved > self.plan.save_seconds:
                    self.save()
                    saved = now
        self._add_seconds(self._wait_for_device() - last)
        self.save()

    @property
    def _step_count(self) -> int:
        return self.steps.get(JOINT, 0)

    def _warm_up_discriminators(self, log: Callable[[str], None]) -> None:
        log("training the discriminators alone")
        self.step.set_rates(0.0, LEARNING_RATES[JOINT])
        call = record_graph(self.step, self.step.train_discriminators, log)
        for _ in range(DISCRIMINATOR_WARM_UP_STEPS):
            call()
        self._wait_for_device()
        self.has_trained_discriminators = True

    def _wait_for_device(self) -> float:
        """The time when the device has done all steps so far."""
        if self.device.type == "cuda":
            torch.cuda.synchronize()
        return time.monotonic()

    def _add_seconds(self, seconds: float) -> None:
        minutes = min(seconds, MAX_STEP_SECONDS * CLOCK_STEPS) / 60
        self.minutes_done[JOINT] = self.minutes_done.get(JOINT, 0.0) + minutes

    def _progress(self) -> float:
        by_time = self.minutes_done.get(JOINT, 0.0) / max(self.plan.minutes, 1e-9)
        return max(self._step_count / MAX_JOINT_STEPS, by_time)

    def _set_rates(self) -> None:
        """Cosine decay over the stage, after a warm-up."""
        decay = 0.5 * (1 + math.cos(math.pi * min(1.0, self._progress())))
        highest = LEARNING_RATES[JOINT] * (FINAL_RATE_SHARE + (1 - FINAL_RATE_SHARE) * decay)
        rate = highest * min(1.0, (self._step_count + 1) / RATE_WARM_UP_STEPS)
        self.step.set_rates(rate, max(rate, highest / 2) * self.rate_scale)

    def _adjust_rate_scale(self) -> None:
        """Let the discriminators learn faster while they do no better than guessing."""
        now = self.step.describe()
        split, count = len(PERIODS), len(self.step.discriminators.all)
        by_period, by_spectrum = now["period_critics"], now["spectrum_critics"]
        loss = (split * by_period + (count - split) * by_spectrum) / count
        lowest, highest = RATE_SCALE_RANGE
        if loss > FAIR_LOSS[1]:
            self.rate_scale = min(highest, self.rate_scale * RATE_SCALE_FACTOR)
        elif loss < FAIR_LOSS[0]:
            self.rate_scale = max(lowest, self.rate_scale / RATE_SCALE_FACTOR)

    def _averages(self) -> list[Tensor]:
        """The averaged weights, and those that are not trained."""
        pairs = zip(self.step.trained, self.step.average, strict=True)
        averages = {id(weight): mean for weight, mean in pairs}
        return [averages.get(id(w), w).detach() for w in self.voice.parameters()]

    def save(self) -> None:
        fine = self.step.save_optimizers() | {
            "critics": self.step.discriminators.state_dict(),
            "classifier": self.step.classifier.state_dict(),
            "statistics": self.step.statistics,
            "rate_scale": self.rate_scale,
            "random": read_random_state(),
        }
        kept = {name: self._state[name] for name in ("begun", "best") if name in self._state}
        state = kept | {
            "sizes": asdict(self.voice.sizes),
            "voice": self.voice.state_dict(),
            "average": self._averages(),
            "stage": JOINT,
            "steps": self.steps,
            "done": self.minutes_done,
            "step_sum": sum(self.steps.values()) + 1,
            FINE: fine,
        }
        save_state(self.work_dir / STATE_FILE, state)

    def _report(self) -> str:
        now = {"sizes": asdict(self.voice.sizes), "voice": self.voice.state_dict()}
        averaged = load_averaged_voice(now | {"average": self._averages()}).to(self.device)
        metrics = measure_losses(averaged, self.held_out)
        entry: dict[str, Any] = {"stage": JOINT, "step": self._step_count}
        entry |= {"minutes": round(self.minutes_done.get(JOINT, 0.0), 2)}
        entry |= {"rate_scale": round(self.rate_scale, 2)}
        entry |= {name: round(x, 4) for name, x in (self.step.describe() | metrics).items()}
        with (self.work_dir / "log.jsonl").open("a") as opened:
            opened.write(json.dumps(entry) + "\n")
        return (
            f"{JOINT}: step {entry['step']} of {MAX_JOINT_STEPS}, held-out mel"
            f" {entry['held_mel']:.3f}, wave {entry['held_wave']:.3f}"
        )


def _fit_to_recordings(classifier: nn.Module, tables: DeviceDataset) -> None:
    recorded = len(tables.mel)
    inputs = normalize_log_mel(tables.mel.T * MEL_STD + MEL_MEAN)
    fit_classifier(classifier, inputs, tables.classes[:recorded], CLASSIFIER_EPOCHS)
