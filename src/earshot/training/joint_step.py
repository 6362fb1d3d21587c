"""A step of the joint stage with all discriminators, written so that a GPU never waits for Python:
everything stays on the device and has the same shape at every step, so a CUDA graph can repeat it.

A batch has crops of three kinds: with real mels; with the mels that the acoustic model predicts
for a recorded sentence from its true durations, pitch and energy; and with those that it predicts
for composed sentences. The last have no recording to be close to. The discriminators judge them,
and a frame classifier holds them to their words. The encoder and its predictors do not change.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own custom

from earshot.training.acoustic_model import MEL_MEAN, MEL_STD, Batch
from earshot.training.device_dataset import Crops, DeviceDataset, join_crops
from earshot.training.discriminators import (
    PERIODS,
    FineDiscriminators,
    discriminator_loss,
    feature_matching_loss,
    generator_loss,
)
from earshot.training.features import HOP, LogMel
from earshot.training.frame_classifier import normalize_log_mel
from earshot.training.losses import (
    FEATURE_MATCHING_WEIGHT,
    PREDICTED_SPECTRAL_WEIGHT,
    SPECTRAL_WEIGHT,
    SpectralLoss,
    frame_losses,
)
from earshot.training.train_steps import (
    ADAM_BETAS,
    CONTEXT_FRAMES,
    DECODER_MODULES,
    GRADIENT_CLIP,
    MEL_NOISE,
    autocast,
)
from earshot.training.vocoder import VoiceModel

VOCODER_CONTEXT = 16
"""Frames of context for the vocoder around a crop, so it learns the middle of a sentence."""
ADVERSARIAL_WEIGHT = 2.0
FRAME_WEIGHTS = {"mel": 1.0, "f0": 0.8, "voicing": 0.4}
"""Weights of the losses of the acoustic model. That of the mel is a quarter of the weight without
a GPU, because its minimum is a smooth average."""
WORDS_WEIGHT = 1.0
"""Weight of the classifier's loss on composed sentences."""
ENCODED_DROPOUT = 0.05
AVERAGE_DECAY = 0.9995
STATISTICS_DECAY = 0.98
INITIAL_RATE = 1e-6
STATISTICS = (
    *("period_critics", "spectrum_critics", "fool", "match", "wave_mel", "predicted_wave_mel"),
    *("mel", "f0", "voicing", "words", "gradient"),
)
"""Running means of the losses and of the gradient norm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRows:
    """Number of crops of each kind in a batch."""

    real: int = 4
    predicted: int = 16
    composed: int = 12

    @property
    def recorded(self) -> int:
        return self.real + self.predicted


@dataclass(frozen=True, slots=True)
class Generated:
    """Waves of the voice in the order of `BatchRows`, and as many recorded waves; the first
    `recorded` are of the same sentences."""

    fake: Tensor
    recorded: Tensor
    losses: Batch
    classes: Tensor
    """The class of each frame of the composed crops."""


class JointStep:
    """The networks, their optimizers, and the average of the trained weights."""

    def __init__(
        self,
        voice: VoiceModel,
        discriminators: FineDiscriminators,
        classifier: nn.Module,
        tables: DeviceDataset,
        rows: BatchRows,
    ) -> None:
        self.voice, self.discriminators, self.tables = voice, discriminators, tables
        self.rows, self.device = rows, tables.device
        self.classifier = classifier.eval().requires_grad_(False)
        self.log_mel, self.spectral_loss = LogMel().to(self.device), SpectralLoss().to(self.device)
        decoder = [
            weight
            for name, weight in voice.acoustic.named_parameters()
            if name.split(".")[0] in DECODER_MODULES
        ]
        self.trained = [*voice.vocoder.parameters(), *decoder]
        voice.requires_grad_(False)
        for weight in self.trained:
            weight.requires_grad_(True)
        self.optimizer = self._create_optimizer(self.trained)
        self.discriminator_optimizer = self._create_optimizer([*discriminators.parameters()])
        self.average = [weight.detach().clone() for weight in self.trained]
        self.statistics = torch.zeros(len(STATISTICS), device=self.device)

    def _create_optimizer(self, weights: list[nn.Parameter]) -> torch.optim.AdamW:
        """The rate is a tensor on the device, which a CUDA graph reads at each step."""
        return torch.optim.AdamW(
            weights,
            torch.tensor(INITIAL_RATE, device=self.device),
            ADAM_BETAS["joint"],
            weight_decay=1e-2,
            fused=True,
            capturable=self.device.type == "cuda",
        )

    def set_rates(self, voice: float, discriminators: float) -> None:
        self.optimizer.param_groups[0]["lr"].fill_(voice)
        self.discriminator_optimizer.param_groups[0]["lr"].fill_(discriminators)

    def train_discriminators(self) -> None:
        """A step of the discriminators alone."""
        with torch.no_grad():
            generated = self._generate()
        losses, _ = self._train_discriminators(generated)
        self._record(losses)

    def train(self) -> None:
        """A step of the discriminators, then of the voice."""
        generated = self._generate()
        statistics, real_features = self._train_discriminators(generated)
        loss, voice_statistics = self._voice_loss(generated, real_features)
        norm = _update(self.optimizer, loss)
        with torch.no_grad():
            now = [weight.detach() for weight in self.trained]
            torch._foreach_lerp_(self.average, now, 1 - AVERAGE_DECAY)
        self._record([*statistics, *voice_statistics, norm])

    def _generate(self) -> Generated:
        tables, rows = self.tables, self.rows
        real, recorded = (tables.draw_recorded(n) for n in (rows.real, rows.predicted))
        composed, others = tables.draw_composed(rows.composed), tables.draw_recorded(rows.composed)
        predicted, losses = self._predict(recorded, composed)
        frames, is_inside = tables.locate_frames(real, VOCODER_CONTEXT)
        target = tables.read_targets(frames)
        target["mel"] = target["mel"] + MEL_NOISE / MEL_STD * torch.randn_like(target["mel"])
        target["mask"] = is_inside
        joined = {name: torch.cat([target[name], predicted[name]]) for name in predicted}
        inner, _ = tables.locate_frames(composed, 0)
        return Generated(
            self._vocode(joined),
            tables.read_waves(join_crops(real, recorded, others)),
            losses,
            tables.classes[inner],
        )

    def _predict(self, recorded: Crops, composed: Crops) -> tuple[Batch, Batch]:
        """The predictions of the acoustic model for crops with `VOCODER_CONTEXT`, and its losses on
        the recorded ones."""
        tables, acoustic = self.tables, self.voice.acoustic
        crops = join_crops(recorded, composed)
        frames, mask = tables.locate_frames(crops, VOCODER_CONTEXT + CONTEXT_FRAMES)
        with autocast(self.device):
            x = F.dropout(tables.encoded[crops.sentences], ENCODED_DROPOUT)
            pitch, energy = tables.pitch[crops.sentences], tables.energy[crops.sentences]
            x = acoustic.add_prosody(x, pitch[:, None], energy[:, None])
            y = tables.expand_tokens(x, frames)
            y = y + acoustic.place(tables.position[frames]).transpose(1, 2)
            mel, f0 = acoustic.decoder(y * mask[:, None], mask[:, None])
        inner = slice(CONTEXT_FRAMES, -CONTEXT_FRAMES)
        mel, f0, mask = mel.float()[..., inner], f0.float()[..., inner], mask[:, inner]
        count = len(recorded.starts)
        target = tables.read_targets(frames[:count, inner])
        predicted = {"mel": mel[:count], "f0": f0[:count], "frame_mask": mask[:count, None]}
        losses = frame_losses(predicted, target, acoustic.log_f0)
        hz, voiced = acoustic.decode_pitch(f0.detach())
        return {"mel": mel, "hz": hz, "voiced": voiced, "mask": mask}, losses

    def _vocode(self, inputs: Batch) -> Tensor:
        """Waves of the crops, without their context. Outside of a sentence the vocoder gets zeros,
        its own padding when it speaks."""
        mask = inputs["mask"]
        mel = inputs["mel"] * mask[:, None]
        hz = torch.where(mask > 0, inputs["hz"], math.exp(self.voice.acoustic.log_f0))
        noise = torch.randn(len(mel), mel.shape[2] * HOP, device=self.device)
        with autocast(self.device):
            scaled = mel * MEL_STD + MEL_MEAN
            wave: Tensor = self.voice.vocoder(scaled, hz, inputs["voiced"] * mask, noise).float()
        return wave[:, VOCODER_CONTEXT * HOP : -VOCODER_CONTEXT * HOP]

    def _train_discriminators(
        self, generated: Generated
    ) -> tuple[list[Tensor], list[list[Tensor]]]:
        """The mean losses of both kinds, and the activations for the recorded waves."""
        count = len(generated.recorded)
        with autocast(self.device):
            both = torch.cat([generated.recorded, generated.fake.detach()])
            features = self.discriminators(both)
        real = [[layer[:count] for layer in each] for each in features]
        fake = [[layer[count:] for layer in each] for each in features]
        split = len(PERIODS)
        by_period = discriminator_loss(real[:split], fake[:split])
        by_spectrum = discriminator_loss(real[split:], fake[split:])
        _update(self.discriminator_optimizer, by_period + by_spectrum)
        return [by_period / split, by_spectrum / (len(features) - split)], real

    def _voice_loss(
        self, generated: Generated, real_features: list[list[Tensor]]
    ) -> tuple[Tensor, list[Tensor]]:
        rows = self.rows
        self.discriminators.requires_grad_(False)
        with autocast(self.device):
            fake_features = self.discriminators(generated.fake)
        self.discriminators.requires_grad_(True)
        adversarial = generator_loss(fake_features)
        matching = feature_matching_loss(
            [[layer[: rows.recorded].detach() for layer in each] for each in real_features],
            [[layer[: rows.recorded] for layer in each] for each in fake_features],
        )
        real, predicted = slice(rows.real), slice(rows.real, rows.recorded)
        fake, recorded = generated.fake, generated.recorded
        near = self.spectral_loss(fake[real], recorded[real])
        far = self.spectral_loss(fake[predicted], recorded[predicted])
        share = rows.real / rows.recorded
        words = self._words_loss(fake[rows.recorded :], generated.classes)
        total = ADVERSARIAL_WEIGHT * adversarial + FEATURE_MATCHING_WEIGHT * matching
        total = total + share * SPECTRAL_WEIGHT * sum(near) + WORDS_WEIGHT * words
        total = total + (1 - share) * PREDICTED_SPECTRAL_WEIGHT * sum(far)
        total = total + sum(FRAME_WEIGHTS[name] * x for name, x in generated.losses.items())
        shown = [adversarial / len(fake_features), matching, near[0], far[0]]
        return total, [*shown, *(generated.losses[name] for name in FRAME_WEIGHTS), words]

    def _words_loss(self, composed: Tensor, classes: Tensor) -> Tensor:
        """How well the classifier hears the phones of the composed crops."""
        if not len(composed):
            return torch.zeros((), device=self.device)
        logits = self.classifier(normalize_log_mel(self.log_mel(composed)))
        return F.cross_entropy(logits, classes)

    @torch.no_grad()
    def _record(self, values: list[Tensor]) -> None:
        for place, value in enumerate(values):
            finite = value.detach().float().nan_to_num(0.0, 0.0, 0.0)
            self.statistics[place].lerp_(finite, 1 - STATISTICS_DECAY)

    def describe(self) -> dict[str, float]:
        return dict(zip(STATISTICS, self.statistics.tolist(), strict=True))

    def save_optimizers(self) -> dict[str, Any]:
        return {
            "optimizer": self.optimizer.state_dict(),
            "critic_optimizer": self.discriminator_optimizer.state_dict(),
        }

    def load_optimizers(self, state: dict[str, Any]) -> None:
        pairs = ((self.optimizer, "optimizer"), (self.discriminator_optimizer, "critic_optimizer"))
        for optimizer, name in pairs:
            optimizer.load_state_dict(state[name])
            for group in optimizer.param_groups:
                group["lr"] = torch.tensor(INITIAL_RATE, device=self.device)

    def list_tensors(self) -> Iterator[Tensor]:
        """Every tensor that a step changes."""
        yield from (*self.voice.parameters(), *self.discriminators.parameters(), *self.average)
        yield self.statistics
        for optimizer in (self.optimizer, self.discriminator_optimizer):
            for values in optimizer.state.values():
                yield from (values[name] for name in sorted(values))


def _update(optimizer: torch.optim.AdamW, loss: Tensor) -> Tensor:
    """A step with a clipped gradient; none if the gradient is not finite. The fused optimizer
    does both on the device. Returns the norm of the gradient."""
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    gradients = [weight.grad for group in optimizer.param_groups for weight in group["params"]]
    norm = torch.linalg.vector_norm(torch.stack(torch._foreach_norm(gradients)))
    scale = norm / GRADIENT_CLIP["joint"]
    optimizer.grad_scale = scale.clamp(min=1).nan_to_num(1.0, 1.0, 1.0)
    optimizer.found_inf = (~torch.isfinite(norm)).float()
    optimizer.step()
    return norm
