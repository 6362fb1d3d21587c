"""The vocoder stage of a distillation: the vocoder of the base voice learns the teacher's speech.

Half of each batch has recorded mels, half has those that the finished acoustic model predicts for
the same recordings, with a part of their contrast restored. A few hundred steps are enough. With
some teachers the speech becomes less natural, though every distance to the recordings falls. Only
NISQA-TTS shows that, so with its weights the stage keeps the best of its reports, which may be the
vocoder that it started with.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from earshot.errors import InvalidOption
from earshot.training.acoustic_model import MEL_MEAN, MEL_STD
from earshot.training.checkpoints import STATE_FILE, load_state
from earshot.training.dataset import CROP_FRAMES, TrainingExample, crop_batch
from earshot.training.discriminators import Discriminators, FineDiscriminators
from earshot.training.evaluation import predict_frames, resynthesize
from earshot.training.features import HOP, SAMPLE_RATE
from earshot.training.mel_contrast import LEARNED_FRAME_CONTRAST, LEARNED_WIDTH, restore_contrast
from earshot.training.nisqa import UNREADABLE, load_model, predict_naturalness
from earshot.training.plan import TrainingPlan
from earshot.training.train_steps import (
    MEL_NOISE,
    adversarial_step,
    draw_examples,
    vocode,
)
from earshot.training.trainer import DISCRIMINATOR_WARM_UP_STEPS, BestWeights, Trainer
from earshot.training.vocoder import VoiceModel

STAGE = "vocoder"
MAX_VOCODER_STEPS = 200
REPORT_STEPS = 50
CONTEXT_FRAMES = 16
"""Frames on either side of a crop that the vocoder hears and no loss does. At a padded edge it
sounds different."""
JUDGED_SENTENCES = 10
"""Held-out sentences whose naturalness is predicted at each report."""
LOWEST_JUDGED_HZ = 1_500.0
"""The discriminators teach the vocoder nothing below this frequency. The fundamental is the
strongest part of a woman's wave, and its phase in the recording cannot be known, so with their
losses it became unsteady."""
INPUTS = ("mel", "hz", "voiced")
PREDICTED = "predicted_"
"""Prefix of the names of predicted inputs."""
BEST = "best_vocoder"


class VocoderTrainer(Trainer):
    """The vocoder stage in a work directory, resumed from its checkpoint. New discriminators are
    first trained alone, those of a file are not."""

    highest_rate = 1.5e-4
    average_decay = 0.997
    discriminators_key = "fine_critics"

    def __init__(
        self,
        work_dir: Path,
        plan: TrainingPlan,
        discriminators: Path | None = None,
        nisqa: Path | None = None,
    ) -> None:
        plan = replace(plan, report_every=min(plan.report_every, REPORT_STEPS))
        super().__init__(work_dir, STAGE, plan)
        self.nisqa = load_model(nisqa) if nisqa else None
        self.best_vocoder = BestWeights(**load_state(work_dir / STATE_FILE).get(BEST, {}))
        if discriminators and STAGE not in self.steps:
            load_discriminators(self.discriminators, discriminators)
            self.warm_up_count = DISCRIMINATOR_WARM_UP_STEPS
        self.train_state.lowest_judged_hz = LOWEST_JUDGED_HZ
        self._add_predictions()

    def _create_discriminators(self) -> Discriminators:
        return FineDiscriminators()

    def _add_predictions(self) -> None:
        voice = self._restore_contrast(self.voice)
        for example in self.train_state.examples:
            predicted = predict_frames(voice, example)
            names = (PREDICTED + name for name in INPUTS)
            example.tensors.update({n: x[0] for n, x in zip(names, predicted, strict=True)})

    def _restore_contrast(self, voice: VoiceModel) -> VoiceModel:
        return restore_contrast(voice, self.held_out, LEARNED_WIDTH, LEARNED_FRAME_CONTRAST)

    def train(self, log: Callable[[str], None]) -> None:
        """Train until the steps or the minutes of the stage are over, earlier runs included."""
        if self.nisqa and not self.average_count:
            log(self._judge())
        super().train(log)

    def _progress(self) -> float:
        return max(super()._progress(), self.average_count / MAX_VOCODER_STEPS)

    def _train_on_batch(self) -> dict[str, Tensor]:
        state = self.train_state
        examples = draw_examples(state)
        starts = [state.random.randrange(each.frames - CROP_FRAMES) for each in examples]
        count = len(examples) // 2
        crops = [
            _crop_with_context(example, start, PREDICTED if number < count else "")
            for number, (example, start) in enumerate(zip(examples, starts, strict=True))
        ]
        mel, hz, voiced = (torch.stack(each) for each in zip(*crops, strict=True))
        mel = mel * MEL_STD + MEL_MEAN
        mel[count:] += MEL_NOISE * torch.randn_like(mel[count:])
        wave = vocode(state, (mel, hz, voiced))[:, CONTEXT_FRAMES * HOP : -CONTEXT_FRAMES * HOP]
        recorded = crop_batch(examples, starts, CROP_FRAMES, ("wave",))["wave"]
        return adversarial_step(state, wave, recorded, count, {})

    def _report(self, losses: dict[str, Tensor], steps_per_second: float) -> str:
        line = super()._report(losses, steps_per_second)
        return f"{line}; {self._judge()}" if self.nisqa else line

    def _judge(self) -> str:
        """Predict the naturalness of the averaged voice, and keep its weights if it is the best."""
        assert self.nisqa
        voice = self._restore_contrast(self.averaged_voice())
        pairs = [resynthesize(voice, example) for example in self.held_out[:JUDGED_SENTENCES]]
        waves = [(wave, SAMPLE_RATE) for pair in pairs for wave in pair]
        naturalness, _ = predict_naturalness(self.nisqa, waves)
        self.best_vocoder.update(-naturalness, self.average)
        return f"predicted naturalness {naturalness:.2f}"

    def _build_state(self) -> dict[str, Any]:
        state = super()._build_state() | {BEST: asdict(self.best_vocoder)}
        if self._progress() >= 1 and self.best_vocoder.average:
            state["average"] = self.best_vocoder.average
        return state


def _crop_with_context(example: TrainingExample, start: int, prefix: str) -> list[Tensor]:
    """The vocoder's inputs, with repeated frames before the beginning and after the end."""
    size = CROP_FRAMES + 2 * CONTEXT_FRAMES
    frames = torch.arange(size, device=example.tensors["mel"].device) + start - CONTEXT_FRAMES
    frames = frames.clamp(0, example.frames - 1)
    return [example.tensors[prefix + name][..., frames] for name in INPUTS]


def load_discriminators(discriminators: Discriminators, file: Path) -> None:
    """Load those of an earlier training: the `weights` of a file of PyTorch. Raises
    InvalidOption."""
    try:
        weights = torch.load(file, map_location="cpu", weights_only=True)["weights"]
        discriminators.load_state_dict({name: each.float() for name, each in weights.items()})
    except UNREADABLE as error:
        expected = "a file with the weights of discriminators"
        raise InvalidOption(option="--discriminators", value=file, expected=expected) from error
