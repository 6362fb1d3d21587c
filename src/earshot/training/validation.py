"""Losses of a voice on the sentences that are held out of its training."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from earshot.training.acoustic_model import MEL_MEAN, MEL_STD
from earshot.training.dataset import CROP_FRAMES, TrainingExample, crop_batch, pad_batch
from earshot.training.features import HOP
from earshot.training.losses import SpectralLoss, acoustic_losses
from earshot.training.train_steps import predict_crops
from earshot.training.vocoder import VoiceModel, white_noise


@torch.no_grad()
def measure_losses(voice: VoiceModel, held_out: Sequence[TrainingExample]) -> dict[str, float]:
    """Held-out metrics: the losses of the acoustic model, and the log-mel L1 of the wave through
    the vocoder alone and through the whole model."""
    device = next(voice.parameters()).device
    batch = pad_batch(held_out)
    x, mask = voice.acoustic.encoder(batch["ids"])
    predictions = voice.acoustic.predict_prosody(x, mask)
    x = voice.acoustic.add_prosody(x, batch["pitch"], batch["energy"])
    y, predictions["frame_mask"] = voice.acoustic.expand(
        x, batch["durations"], batch["mel"].shape[2]
    )
    predictions["mel"], predictions["f0"] = voice.acoustic.decoder(y, predictions["frame_mask"])
    losses = acoustic_losses(predictions, batch, voice.acoustic.log_f0)
    metrics = {f"held_{name}": float(loss) for name, loss in losses.items()}
    long_enough = [lesson for lesson in held_out if lesson.frames > CROP_FRAMES + 32]
    return metrics | (
        _measure_waves(voice, long_enough, device) if long_enough else {"held_wave": 0.0}
    )


def _measure_waves(
    voice: VoiceModel, examples: Sequence[TrainingExample], device: torch.device
) -> dict[str, float]:
    starts = [16] * len(examples)
    real = crop_batch(examples, starts, CROP_FRAMES, ("wave", "mel", "hz", "voiced"))
    noise = white_noise(CROP_FRAMES * HOP, device).expand(len(examples), -1)
    mel = real["mel"] * MEL_STD + MEL_MEAN
    distance = SpectralLoss().to(device)
    copy_loss = distance(voice.vocoder(mel, real["hz"], real["voiced"], noise), real["wave"])[0]
    vocoder_inputs, _ = predict_crops(voice, examples, starts, device)
    wave_loss = distance(voice.vocoder(*vocoder_inputs, noise).float(), real["wave"])[0]
    return {"held_copy": float(copy_loss), "held_wave": float(wave_loss)}
