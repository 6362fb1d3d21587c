"""Loads the averaged weights (EMA) of a voice from a training state."""

from __future__ import annotations

from typing import Any

import torch

from earshot.training.acoustic_model import ModelConfig
from earshot.training.vocoder import VoiceModel


def load_averaged_voice(state: dict[str, Any]) -> VoiceModel:
    """The voice with its averaged weights, on the CPU. A new training has no average
    yet."""
    voice = VoiceModel(ModelConfig(**state["sizes"]))
    voice.load_state_dict(state["voice"])
    with torch.no_grad():
        for weight, mean in zip(voice.parameters(), state.get("average", ()), strict=False):
            weight.copy_(mean)
    return voice.eval()
