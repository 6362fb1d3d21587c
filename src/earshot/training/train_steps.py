"""One step of each stage: the acoustic model on whole sentences, the vocoder on cuts of recordings,
and both together on cuts whose mels are partly the acoustic model's own.

A vocoder that has only heard real mels stumbles on predicted, smoother ones; so the joint stage
gives it half of each, and the critics' opinion of its wave goes through it into the acoustic model.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own custom

from earshot.training.acoustic_model import MEL_MEAN, MEL_SPREAD
from earshot.training.dataset import Batch, Lesson, crops, utterances
from earshot.training.discriminators import Critics, critic_loss, fooling, matching
from earshot.training.features import HOP
from earshot.training.losses import (
    MATCHING,
    SMOOTH,
    SPECTRAL,
    SpectralDistance,
    acoustic_losses,
    weighted,
)
from earshot.training.vocoder import Speaking

SEGMENT = 64
"""Frames of a cut: 0.68 s."""
SIDE = 20
"""Frames of context at either side of a cut: the decoder sees 20."""
BLUR = 0.05
"""Noise on real mels, which makes the vocoder forgive predicted ones."""
PULL = 4.0
"""Weight of the acoustic losses in the joint stage."""
DECODING = {"place", "pitch_in", "energy_in", "decode", "decoded", "mel", "f0"}
"""The half that works on frames. The other half overfits an hour of speech, and the joint stage
leaves it alone."""
JUDGES = (2, 1)
"""Critics of periods and of resolutions that are drawn for each step."""
CLIP = {"acoustic": 5.0, "vocoder": 50.0, "joint": 50.0}
"""Norms that gradients are held to."""
BETAS = {"acoustic": (0.9, 0.98), "vocoder": (0.8, 0.99), "joint": (0.8, 0.99)}
SLOW = 0.5
"""How fast the acoustic model learns beside the vocoder."""
SHARP = 2.5
"""How fast the critics learn beside the voice: at its own rate they told it from the recordings no
better than by chance, and it grew smooth."""


@dataclass(slots=True, eq=False)
class Workshop:
    """All that a step needs."""

    stage: str
    voice: Speaking
    critics: Critics
    train: list[Lesson]
    batch: int
    device: torch.device
    distance: SpectralDistance
    random: random.Random
    optimizer: torch.optim.Optimizer
    critic_optimizer: torch.optim.Optimizer
    critics_only: bool = False
    """Whether the voice is left as it is in this step."""


def optimizers(
    stage: str, voice: Speaking, critics: Critics
) -> tuple[torch.optim.Optimizer, torch.optim.Optimizer]:
    """For the voice and for its critics; the rate of each group is `scale` times the stage's."""
    acoustic = [
        weight
        for name, weight in voice.acoustic.named_parameters()
        if stage == "acoustic" or name.split(".")[0] in DECODING
    ]
    groups = {
        "acoustic": [{"params": acoustic, "scale": 1.0}],
        "vocoder": [{"params": list(voice.vocoder.parameters()), "scale": 1.0}],
        "joint": [
            {"params": list(voice.vocoder.parameters()), "scale": 1.0},
            {"params": acoustic, "scale": SLOW},
        ],
    }[stage]
    ours = torch.optim.AdamW(groups, 1e-3, BETAS[stage], weight_decay=1e-2)
    theirs = [{"params": list(critics.parameters()), "scale": SHARP}]
    return ours, torch.optim.AdamW(theirs, 1e-3, BETAS["vocoder"], weight_decay=1e-2)


def step(shop: Workshop) -> Batch:
    """Draw a batch, and learn from it; the losses."""
    lessons = _drawn(shop)
    if shop.stage == "acoustic":
        return _acoustic(shop, lessons)
    starts = [shop.random.randrange(lesson.frames - SEGMENT) for lesson in lessons]
    cut = crops(lessons, starts, SEGMENT, ("wave", "mel", "hz", "voiced"))
    mel = cut["mel"] * MEL_SPREAD + MEL_MEAN
    mel = mel + BLUR * torch.randn_like(mel)
    if shop.stage == "vocoder":
        return _judged(shop, _wave(shop, (mel, cut["hz"], cut["voiced"])), cut["wave"], None)
    own = len(lessons) // 2
    told, losses = predicted(shop.voice, lessons[:own], starts[:own], shop.device)
    real = (mel[own:], cut["hz"][own:], cut["voiced"][own:])
    both = tuple(torch.cat(pair) for pair in zip(told, real, strict=True))
    return _judged(shop, _wave(shop, both), cut["wave"], losses) | losses


def autocast(device: torch.device) -> torch.autocast:
    """bf16 where the device has it: on a CPU with AVX-512 BF16 it is twice as fast too."""
    able = device.type == "cuda" or torch.backends.cpu.get_cpu_capability().startswith("AVX512")
    return torch.autocast(device.type, torch.bfloat16, enabled=able)


def predicted(
    voice: Speaking, lessons: Sequence[Lesson], starts: Sequence[int], device: torch.device
) -> tuple[tuple[Tensor, Tensor, Tensor], Batch]:
    """Log-mel, hz and voicing of cuts as the acoustic model has them, told the true durations,
    pitch and energy; and its losses there."""
    acoustic = voice.acoustic
    batch = utterances(lessons)
    x, mask = acoustic.encoder(batch["ids"])
    out = acoustic.predicted(x, mask)
    x = acoustic.coloured(x, batch["pitch"], batch["energy"])
    y, frame_mask = acoustic.expand(x, batch["durations"], batch["mel"].shape[2])
    y, out["frame_mask"] = _around(y, starts), _around(frame_mask, starts)
    with autocast(device):
        mel, f0 = acoustic.decoder(y, out["frame_mask"])
    out |= {"mel": mel.float(), "f0": f0.float()}
    seen = batch | {name: _around(batch[name], starts) for name in ("mel", "hz", "voiced")}
    inner = slice(SIDE, SIDE + SEGMENT)
    hz, voiced = acoustic.tone(out["f0"][..., inner].detach())
    told = (out["mel"][..., inner] * MEL_SPREAD + MEL_MEAN, hz, voiced)
    return told, acoustic_losses(out, seen, acoustic.log_f0)


def _around(x: Tensor, starts: Sequence[int]) -> Tensor:
    padded = F.pad(x, (SIDE, SIDE))
    size = SEGMENT + 2 * SIDE
    return torch.stack([row[..., s : s + size] for row, s in zip(padded, starts, strict=True)])


def _drawn(shop: Workshop) -> list[Lesson]:
    """Takes by lot, long ones more often; for whole sentences ones of about the same length."""
    weights = [lesson.frames for lesson in shop.train]
    if shop.stage != "acoustic":
        return shop.random.choices(shop.train, weights, k=shop.batch)
    order = sorted(shop.train, key=lambda l: l.frames + shop.random.uniform(-40, 40))
    start = shop.random.randrange(max(1, len(order) - shop.batch + 1))
    return order[start : start + shop.batch]


def _acoustic(shop: Workshop, lessons: list[Lesson]) -> Batch:
    batch = utterances(lessons)
    acoustic = shop.voice.acoustic
    with autocast(shop.device):
        x, mask = acoustic.encoder(batch["ids"])
        out = acoustic.predicted(x, mask)
        x = acoustic.coloured(x, batch["pitch"], batch["energy"])
        y, out["frame_mask"] = acoustic.expand(x, batch["durations"], batch["mel"].shape[2])
        out["mel"], out["f0"] = acoustic.decoder(y, out["frame_mask"])
    losses = acoustic_losses(out, batch, acoustic.log_f0)
    _learn(shop.optimizer, weighted(losses), shop.voice, CLIP["acoustic"])
    return losses


def _wave(shop: Workshop, told: tuple[Tensor, ...]) -> Tensor:
    noise = torch.randn(len(told[0]), SEGMENT * HOP, device=shop.device)
    with autocast(shop.device):
        wave: Tensor = shop.voice.vocoder(*told, noise).float()
    return wave


def _judged(shop: Workshop, fake: Tensor, real: Tensor, losses: Batch | None) -> Batch:
    """The critics learn from the two, then the voice from the critics and from the distance."""
    drawn = _jury(shop.random)
    scale, count = len(shop.critics.all) / len(drawn), len(real)
    with autocast(shop.device):
        seen = shop.critics(torch.cat([real, fake.detach()]), drawn)
    seen_real = [[layer[:count] for layer in each] for each in seen]
    critic = scale * critic_loss(seen_real, [[layer[count:] for layer in each] for each in seen])
    _learn(shop.critic_optimizer, critic, shop.critics, CLIP[shop.stage])
    if shop.critics_only:
        return {"critic": critic}
    shop.critics.requires_grad_(False)
    with autocast(shop.device):
        seen_fake = shop.critics(fake, drawn)
    shop.critics.requires_grad_(True)
    fool = scale * fooling(seen_fake)
    match = scale * matching([[layer.detach() for layer in each] for each in seen_real], seen_fake)
    own = count // 2 if losses else 0
    mel, other = shop.distance(fake[own:], real[own:])
    total = (1 - own / count) * SPECTRAL * (mel + other) + fool + MATCHING * match
    if losses:
        total = total + own / count * SMOOTH * sum(shop.distance(fake[:own], real[:own]))
        total = total + PULL * weighted(losses)
    _learn(shop.optimizer, total, shop.voice, CLIP[shop.stage])
    return {"critic": critic, "wave_mel": mel, "wave_other": other, "fool": fool, "match": match}


def _jury(chance: random.Random) -> list[int]:
    from_periods, from_resolutions = JUDGES
    drawn = chance.sample(range(5), from_periods)
    return drawn + [5 + number for number in chance.sample(range(3), from_resolutions)]


def _learn(optimizer: torch.optim.Optimizer, loss: Tensor, module: nn.Module, clip: float) -> None:
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    nn.utils.clip_grad_norm_(module.parameters(), clip)
    optimizer.step()
