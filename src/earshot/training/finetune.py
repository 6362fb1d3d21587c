"""Starts a training from an existing voice: to continue it, or to adapt it to another speaker with
less material and time than from scratch."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import torch

from earshot.errors import BrokenVoice, InvalidOption
from earshot.training.acoustic_model import ModelConfig
from earshot.training.checkpoints import STATE_FILE, load_state, save_state
from earshot.training.discriminators import Discriminators
from earshot.training.vocoder import VoiceModel
from earshot.voices.house_model.layers import layer_count
from earshot.voices.house_model.model_card import VoiceCard, read_card
from earshot.voices.house_model.tokens import TOKENS_VERSION
from earshot.voices.house_model.weights import LOG_F0, Weights, read_weights
from earshot.voices.paths import hash_files


def start_finetuning(work: Path, file: Path, log_f0: float) -> None:
    """Store the weights of `file` as the initial state in `work`, unless a training has started
    there. `log_f0` is the median log F0 of the new speaker.

    Raises BrokenVoice, and InvalidOption if a training in `work` started differently.
    """
    card = read_card(file, file.stem)
    state, file_hash = load_state(work / STATE_FILE), hash_files(file)
    if not state:
        voice = _load_voice(file, card, log_f0)
        base = {"digest": file_hash, "lineage": _describe_lineage(card)}
        save_state(
            work / STATE_FILE,
            {
                "sizes": asdict(voice.sizes), "voice": voice.state_dict(), "begun": base,
                "critics": Discriminators().state_dict(), "warmed": 0,
            },
        )  # fmt: skip
    elif state.get("begun", {}).get("digest") != file_hash:
        expected = (
            f"the training in {work} started from another voice; choose another work directory"
        )
        raise InvalidOption(option="base_voice", value=file, expected=expected)


def check_base_voice(file: Path) -> None:
    """Check the file before training. Raises BrokenVoice if it cannot be fine-tuned."""
    _load_voice(file, read_card(file, file.stem), 0.0)


def _load_voice(file: Path, card: VoiceCard, log_f0: float) -> VoiceModel:
    """The voice of the file as a PyTorch model."""
    reason = "its weights are not those of a house voice"
    if card.edition != TOKENS_VERSION:
        reason = "it was made for another version of Earshot"
        raise BrokenVoice(voice=file.stem, file=file, reason=reason)
    weights = read_weights(file, file.stem)
    del weights[LOG_F0]
    try:
        voice = VoiceModel(_infer_config(weights, log_f0))
        voice.load_state_dict({name: torch.tensor(each) for name, each in weights.items()})
    except (KeyError, RuntimeError) as error:
        raise BrokenVoice(voice=file.stem, file=file, reason=reason) from error
    return voice


def _infer_config(weights: Weights, log_f0: float) -> ModelConfig:
    """The model sizes that fit these weights."""
    return ModelConfig(
        hidden=weights["acoustic.phone.weight"].shape[1],
        encoder=layer_count(weights, "acoustic.encode"),
        decoder=layer_count(weights, "acoustic.decode"),
        predictor=len(weights["acoustic.duration.a.weight"]),
        vocoder=len(weights["vocoder.embed.weight"]),
        vocoder_blocks=layer_count(weights, "vocoder.blocks"),
        mel_width=weights["acoustic.mel.weight"].shape[2],
        log_f0=log_f0,
    )


def _describe_lineage(card: VoiceCard) -> str:
    """The base voice, for the card of the result: a voice trained on two speakers credits both."""
    return (
        f"fine-tuned from the voice of {card.speaker} ({card.licence}; {card.source}; {card.steps})"
    )
