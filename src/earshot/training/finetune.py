"""A training that begins at a finished voice: to go on with it, or to teach it another reader's
sound from less material and in less time than from nothing."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import torch

from earshot.errors import BrokenVoice, InvalidOption
from earshot.training.acoustic_model import ModelConfig
from earshot.training.checkpoints import STATE_FILE, load_state, save_state
from earshot.training.discriminators import Discriminators
from earshot.training.vocoder import VoiceModel
from earshot.voices.house_model.card import VoiceCard, read_card
from earshot.voices.house_model.layers import layer_count
from earshot.voices.house_model.tokens import TOKENS_VERSION
from earshot.voices.house_model.weights import LOG_F0, Weights, read_weights
from earshot.voices.paths import hash_files


def start_finetuning(work: Path, file: Path, log_f0: float) -> None:
    """Put the weights of `file` where a training in `work` goes on from, if none has begun there.
    `log_f0` is where the pitch of the reader lies who is learned from.

    Raises BrokenVoice, and InvalidOption where a training has begun there otherwise.
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
    """Before hours are spent. Raises BrokenVoice where a training cannot begin at that file."""
    _load_voice(file, read_card(file, file.stem), 0.0)


def _load_voice(file: Path, card: VoiceCard, log_f0: float) -> VoiceModel:
    """The voice in the file, as PyTorch has it."""
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
    """How large the models are whose weights these are."""
    return ModelConfig(
        hidden=weights["acoustic.phone.weight"].shape[1],
        encoder=layer_count(weights, "acoustic.encode"),
        decoder=layer_count(weights, "acoustic.decode"),
        predictor=len(weights["acoustic.duration.a.weight"]),
        vocoder=len(weights["vocoder.embed.weight"]),
        vocoder_blocks=layer_count(weights, "vocoder.blocks"),
        log_f0=log_f0,
    )


def _describe_lineage(card: VoiceCard) -> str:
    """Whose voice it begins at, for the card of what comes out: a voice learned from two readers
    is owed to both."""
    return f"begun from the voice of {card.speaker} ({card.licence}; {card.source}; {card.steps})"
