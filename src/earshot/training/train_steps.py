"""One training step of each stage: the acoustic model on whole sentences, the vocoder on crops of
recordings, and both jointly on crops whose mels are partly predicted.

A vocoder trained on real mels only performs badly on predicted, smoother ones. So half of its
input in the joint stage is predicted, and the discriminator loss reaches the acoustic model
through it.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own custom

from earshot.training.acoustic_model import MEL_MEAN, MEL_STD, Batch
from earshot.training.dataset import CROP_FRAMES, TrainingExample, crop_batch, pad_batch
from earshot.training.discriminators import (
    Discriminators,
    discriminator_loss,
    feature_matching_loss,
    generator_loss,
)
from earshot.training.features import HOP
from earshot.training.losses import (
    FEATURE_MATCHING_WEIGHT,
    PREDICTED_SPECTRAL_WEIGHT,
    SPECTRAL_WEIGHT,
    SpectralLoss,
    acoustic_losses,
    detach_low_frequencies,
    sum_weighted,
)
from earshot.training.plan import JOINT
from earshot.training.vocoder import VoiceModel

CONTEXT_FRAMES = 20
"""Frames of context on either side of a crop: the receptive field of the decoder."""
MEL_NOISE = 0.05
"""Standard deviation of the noise on real mels, which makes the vocoder robust to predicted ones.
"""
ACOUSTIC_WEIGHT = 4.0
"""Weight of the acoustic losses in the joint stage."""
DECODER_MODULES = {"place", "pitch_in", "energy_in", "decode", "decoded", "mel", "f0"}
"""The modules that work on frames. The others overfit an hour of speech, so the joint stage does
not train them."""
DISCRIMINATORS_PER_STEP = (2, 1)
"""Period and spectrum discriminators drawn at random for each step."""
GRADIENT_CLIP = {"acoustic": 5.0, "vocoder": 50.0, "joint": 50.0}
"""Gradient norms for clipping."""
ADAM_BETAS = {"acoustic": (0.9, 0.98), "vocoder": (0.8, 0.99), "joint": (0.8, 0.99)}
ACOUSTIC_RATE_SCALE = 0.5
"""Learning rate of the acoustic model relative to the vocoder."""
DISCRIMINATOR_RATE_SCALE = 2.5
"""Learning rate of the discriminators relative to the voice. At a scale of 1 they were no better
than chance, and the voice became over-smoothed."""


@dataclass(slots=True, eq=False)
class TrainState:
    """The state that a training step needs."""

    stage: str
    voice: VoiceModel
    discriminators: Discriminators
    examples: list[TrainingExample]
    batch_size: int
    device: torch.device
    spectral_loss: SpectralLoss
    random: random.Random
    optimizer: torch.optim.Optimizer
    discriminator_optimizer: torch.optim.Optimizer
    discriminators_only: bool = False
    """Whether the voice is frozen in this step."""
    lowest_judged_hz: float = 0.0
    """Below it, the voice does not learn from the discriminators."""


def create_optimizers(
    stage: str, voice: VoiceModel, discriminators: Discriminators
) -> tuple[torch.optim.Optimizer, torch.optim.Optimizer]:
    """Optimizers for the voice and for its discriminators; `scale` multiplies the learning rate of
    a group."""
    acoustic = [
        weight
        for name, weight in voice.acoustic.named_parameters()
        if stage == "acoustic" or name.split(".")[0] in DECODER_MODULES
    ]
    groups = {
        "acoustic": [{"params": acoustic, "scale": 1.0}],
        "vocoder": [{"params": list(voice.vocoder.parameters()), "scale": 1.0}],
        "joint": [
            {"params": list(voice.vocoder.parameters()), "scale": 1.0},
            {"params": acoustic, "scale": ACOUSTIC_RATE_SCALE},
        ],
    }[stage]
    voice_optimizer = torch.optim.AdamW(groups, 1e-3, ADAM_BETAS[stage], weight_decay=1e-2)
    discriminator_groups = [
        {"params": list(discriminators.parameters()), "scale": DISCRIMINATOR_RATE_SCALE}
    ]
    return voice_optimizer, torch.optim.AdamW(
        discriminator_groups, 1e-3, ADAM_BETAS["vocoder"], weight_decay=1e-2
    )


def train_step(state: TrainState) -> Batch:
    """Draw a batch and train on it; returns the losses."""
    examples = draw_examples(state)
    if state.stage == "acoustic":
        return _acoustic_step(state, examples)
    starts = [state.random.randrange(lesson.frames - CROP_FRAMES) for lesson in examples]
    cut = crop_batch(examples, starts, CROP_FRAMES, ("wave", "mel", "hz", "voiced"))
    mel = cut["mel"] * MEL_STD + MEL_MEAN
    mel = mel + MEL_NOISE * torch.randn_like(mel)
    if state.stage != JOINT:
        inputs = (mel, cut["hz"], cut["voiced"])
        return adversarial_step(state, vocode(state, inputs), cut["wave"], 0, {})
    predicted_count = len(examples) // 2
    predicted_inputs, losses = predict_crops(
        state.voice, examples[:predicted_count], starts[:predicted_count], state.device
    )
    real_inputs = (
        mel[predicted_count:],
        cut["hz"][predicted_count:],
        cut["voiced"][predicted_count:],
    )
    inputs = tuple(torch.cat(pair) for pair in zip(predicted_inputs, real_inputs, strict=True))
    wave = vocode(state, inputs)
    return adversarial_step(state, wave, cut["wave"], predicted_count, losses) | losses


def autocast(device: torch.device) -> torch.autocast:
    """bfloat16 if the device supports it: on a CPU with AVX-512 BF16 it is twice as fast too."""
    is_supported = device.type == "cuda" or torch.backends.cpu.get_cpu_capability().startswith(
        "AVX512"
    )
    return torch.autocast(device.type, torch.bfloat16, enabled=is_supported)


def predict_crops(
    voice: VoiceModel,
    examples: Sequence[TrainingExample],
    starts: Sequence[int],
    device: torch.device,
) -> tuple[tuple[Tensor, Tensor, Tensor], Batch]:
    """Log-mel, hz and voicing of crops as the acoustic model predicts them from the true
    durations, pitch and energy; and its losses."""
    acoustic = voice.acoustic
    batch = pad_batch(examples)
    x, mask = acoustic.encoder(batch["ids"])
    predictions = acoustic.predict_prosody(x, mask)
    x = acoustic.add_prosody(x, batch["pitch"], batch["energy"])
    y, frame_mask = acoustic.expand(x, batch["durations"], batch["mel"].shape[2])
    y, predictions["frame_mask"] = (
        _crop_with_context(y, starts),
        _crop_with_context(frame_mask, starts),
    )
    with autocast(device):
        mel, f0 = acoustic.decoder(y, predictions["frame_mask"])
    predictions |= {"mel": mel.float(), "f0": f0.float()}
    target = batch | {
        name: _crop_with_context(batch[name], starts) for name in ("mel", "hz", "voiced")
    }
    inner = slice(CONTEXT_FRAMES, CONTEXT_FRAMES + CROP_FRAMES)
    hz, voiced = acoustic.decode_pitch(predictions["f0"][..., inner].detach())
    vocoder_inputs = (predictions["mel"][..., inner] * MEL_STD + MEL_MEAN, hz, voiced)
    return vocoder_inputs, acoustic_losses(predictions, target, acoustic.log_f0)


def _crop_with_context(x: Tensor, starts: Sequence[int]) -> Tensor:
    padded = F.pad(x, (CONTEXT_FRAMES, CONTEXT_FRAMES))
    size = CROP_FRAMES + 2 * CONTEXT_FRAMES
    return torch.stack([row[..., s : s + size] for row, s in zip(padded, starts, strict=True)])


def draw_examples(state: TrainState) -> list[TrainingExample]:
    """Draw random examples, long ones more often; whole sentences have similar lengths."""
    weights = [lesson.frames for lesson in state.examples]
    if state.stage != "acoustic":
        return state.random.choices(state.examples, weights, k=state.batch_size)
    by_length = sorted(state.examples, key=lambda l: l.frames + state.random.uniform(-40, 40))
    start = state.random.randrange(max(1, len(by_length) - state.batch_size + 1))
    return by_length[start : start + state.batch_size]


def _acoustic_step(state: TrainState, examples: list[TrainingExample]) -> Batch:
    batch = pad_batch(examples)
    acoustic = state.voice.acoustic
    with autocast(state.device):
        x, mask = acoustic.encoder(batch["ids"])
        predictions = acoustic.predict_prosody(x, mask)
        x = acoustic.add_prosody(x, batch["pitch"], batch["energy"])
        y, predictions["frame_mask"] = acoustic.expand(x, batch["durations"], batch["mel"].shape[2])
        predictions["mel"], predictions["f0"] = acoustic.decoder(y, predictions["frame_mask"])
    losses = acoustic_losses(predictions, batch, acoustic.log_f0)
    _update_weights(state.optimizer, sum_weighted(losses), state.voice, GRADIENT_CLIP["acoustic"])
    return losses


def vocode(state: TrainState, vocoder_inputs: tuple[Tensor, ...]) -> Tensor:
    """The waves of crops of log-mel, hz and voicing."""
    mel = vocoder_inputs[0]
    noise = torch.randn(len(mel), mel.shape[2] * HOP, device=state.device)
    with autocast(state.device):
        wave: Tensor = state.voice.vocoder(*vocoder_inputs, noise).float()
    return wave


def adversarial_step(
    state: TrainState, fake: Tensor, real: Tensor, predicted_count: int, losses: Batch
) -> Batch:
    """Train the discriminators on both waves, then the voice on the discriminator and distance
    losses, and on `losses`. The first `predicted_count` waves are of predicted mels."""
    drawn = _draw_discriminators(state.random)
    scale, count = len(state.discriminators.all) / len(drawn), len(real)
    discriminator, real_features = _discriminator_step(state, fake, real, drawn)
    if state.discriminators_only:
        return {"critic": discriminator}
    state.discriminators.requires_grad_(False)
    lowest_hz = state.lowest_judged_hz
    judged = detach_low_frequencies(fake, lowest_hz) if lowest_hz else fake
    with autocast(state.device):
        fake_features = state.discriminators(judged, drawn)
    state.discriminators.requires_grad_(True)
    adversarial = scale * generator_loss(fake_features)
    feature_matching = scale * feature_matching_loss(
        [[layer.detach() for layer in each] for each in real_features], fake_features
    )
    mel, other = state.spectral_loss(fake[predicted_count:], real[predicted_count:])
    total = (
        (1 - predicted_count / count) * SPECTRAL_WEIGHT * (mel + other)
        + adversarial
        + FEATURE_MATCHING_WEIGHT * feature_matching
    )
    if predicted_count:
        total = total + predicted_count / count * PREDICTED_SPECTRAL_WEIGHT * sum(
            state.spectral_loss(fake[:predicted_count], real[:predicted_count])
        )
    if losses:
        total = total + ACOUSTIC_WEIGHT * sum_weighted(losses)
    _update_weights(state.optimizer, total, state.voice, GRADIENT_CLIP[state.stage])
    return {
        "critic": discriminator,
        "wave_mel": mel,
        "wave_other": other,
        "fool": adversarial,
        "match": feature_matching,
    }


def _discriminator_step(
    state: TrainState, fake: Tensor, real: Tensor, drawn: list[int]
) -> tuple[Tensor, list[list[Tensor]]]:
    """The loss of the drawn discriminators, and their activations for the recordings."""
    count = len(real)
    with autocast(state.device):
        features = state.discriminators(torch.cat([real, fake.detach()]), drawn)
    real_features = [[layer[:count] for layer in each] for each in features]
    fake_features = [[layer[count:] for layer in each] for each in features]
    scale = len(state.discriminators.all) / len(drawn)
    loss = scale * discriminator_loss(real_features, fake_features)
    clip = GRADIENT_CLIP[state.stage]
    _update_weights(state.discriminator_optimizer, loss, state.discriminators, clip)
    return loss, real_features


def _draw_discriminators(rng: random.Random) -> list[int]:
    from_periods, from_resolutions = DISCRIMINATORS_PER_STEP
    drawn = rng.sample(range(5), from_periods)
    return drawn + [5 + number for number in rng.sample(range(3), from_resolutions)]


def _update_weights(
    optimizer: torch.optim.Optimizer, loss: Tensor, module: nn.Module, clip: float
) -> None:
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    nn.utils.clip_grad_norm_(module.parameters(), clip)
    optimizer.step()
