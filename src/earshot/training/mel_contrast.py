"""Restores the contrast of the mel that a voice predicts.

The L1 loss of the acoustic stage has its minimum at a smooth mean, so the bands of the predicted
mel vary less than those of the recordings, and its frames differ less from their neighbours.
Discriminators mend that with hours of training. Where a model spoke the recordings, little else is
lost, and a linear filter is enough. It becomes a part of the layer that predicts the mel, and costs
nothing when the voice speaks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import torch
from torch import Tensor
from torch.nn.functional import pad

from earshot.training.dataset import TrainingExample, pad_batch
from earshot.training.vocoder import VoiceModel

WIDTH = 3.0
"""How much wider each band varies afterwards, in units of what it lacks. At 1 it varies as in the
recordings. `docs/how-to/distill-a-voice.md` says what it gains and costs."""
FRAME_CONTRAST = 1.2
"""Strength of the filter between frames."""
LEARNED_WIDTH, LEARNED_FRAME_CONTRAST = 1.5, 0.8
"""The same while a vocoder learns from the predicted mel: closer to that of the recordings."""
TAUGHT_WIDTH, TAUGHT_FRAME_CONTRAST = 2.5, 1.0
"""The same for the voice with that vocoder."""
SILENT_SHARE = 0.3
"""Share of the frames, the quietest ones, that are left out of the measurement."""


def restore_contrast(
    voice: VoiceModel,
    examples: Sequence[TrainingExample],
    width: float = WIDTH,
    frame_contrast: float = FRAME_CONTRAST,
) -> VoiceModel:
    """A copy of the voice whose mel has about the contrast of these recordings, which it was not
    trained on."""
    return sharpen_frames(widen_bands(voice, examples, width), frame_contrast)


def widen_bands(
    voice: VoiceModel, examples: Sequence[TrainingExample], strength: float
) -> VoiceModel:
    """A copy of the voice whose mel varies more about the mean of each band."""
    means, ratios = measure_variation(voice, examples)
    gains = 1 + strength * (ratios - 1)
    state = _copy_state(voice)
    state["acoustic.mel.weight"] *= gains[:, None, None]
    state["acoustic.mel.bias"] = means + gains * (state["acoustic.mel.bias"] - means)
    return _create_voice(voice, state, voice.sizes.mel_width)


@torch.no_grad()
def measure_variation(
    voice: VoiceModel, examples: Sequence[TrainingExample]
) -> tuple[Tensor, Tensor]:
    """The mean of each band of the predicted mel, and the standard deviation of the recorded one
    divided by that of the predicted one: (100,) each. Both have the prosody of the recordings."""
    predicted = torch.cat([_predict_mel(voice, each) for each in examples], 1)
    recorded = torch.cat([each.tensors["mel"] for each in examples], 1)
    level = recorded.mean(0)
    is_speech = level > level.quantile(SILENT_SHARE)
    predicted, recorded = predicted[:, is_speech], recorded[:, is_speech]
    return predicted.mean(1), recorded.std(1) / predicted.std(1)


def _predict_mel(voice: VoiceModel, example: TrainingExample) -> Tensor:
    model, batch = voice.acoustic, pad_batch([example])
    encoded, _ = model.encoder(batch["ids"])
    encoded = model.add_prosody(encoded, batch["pitch"], batch["energy"])
    frames, mask = model.expand(encoded, batch["durations"], example.frames)
    mel: Tensor = model.decoder(frames, mask)[0]
    return mel[0]


def sharpen_frames(voice: VoiceModel, strength: float) -> VoiceModel:
    """A copy of the voice in whose mel each frame differs more from the frames beside it."""
    state = _copy_state(voice)
    taps = (-strength / 2, 1 + strength, -strength / 2)
    weight = state["acoustic.mel.weight"]
    shifted = [tap * pad(weight, (at, 2 - at)) for at, tap in enumerate(taps)]
    state["acoustic.mel.weight"] = torch.stack(shifted).sum(0)
    return _create_voice(voice, state, voice.sizes.mel_width + 2)


def _copy_state(voice: VoiceModel) -> dict[str, Tensor]:
    return {name: value.clone() for name, value in voice.state_dict().items()}


def _create_voice(voice: VoiceModel, state: dict[str, Tensor], mel_width: int) -> VoiceModel:
    copy = VoiceModel(replace(voice.sizes, mel_width=mel_width))
    copy.load_state_dict(state)
    return copy.eval()
