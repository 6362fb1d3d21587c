"""Starts a training from an existing voice: to continue it, or to adapt it to another speaker with
less material and time than from scratch."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import torch

from earshot.errors import BrokenVoice, InvalidOption
from earshot.training.acoustic_model import ModelConfig
from earshot.training.checkpoints import STATE_FILE, load_state, save_state
from earshot.training.dataset import load_log_f0, read_language
from earshot.training.discriminators import Discriminators
from earshot.training.vocoder import VoiceModel
from earshot.voices.house_model.layers import layer_count
from earshot.voices.house_model.model_card import VoiceCard, read_card
from earshot.voices.house_model.symbols import SymbolSet, select_symbol_set
from earshot.voices.house_model.weights import LOG_F0, Weights, read_weights
from earshot.voices.paths import hash_files

PHONE_WEIGHTS = "acoustic.phone.weight"


def start_finetuning(work: Path, file: Path) -> None:
    """Store the weights of `file` as the initial state in `work`, unless a training has started
    there. A voice of another language starts with the nearest phones of the base voice.

    Raises BrokenVoice, and InvalidOption if a training in `work` started differently.
    """
    card = read_card(file, file.stem)
    state, file_hash = load_state(work / STATE_FILE), hash_files(file)
    if not state:
        voice = _load_voice(file, card, load_log_f0(work), read_language(work))
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
    card = read_card(file, file.stem)
    _load_voice(file, card, 0.0, card.language)


def _load_voice(file: Path, card: VoiceCard, log_f0: float, language: str) -> VoiceModel:
    """The voice of the file as a PyTorch model for `language`."""
    reason = "its weights are not those of a house voice"
    base, symbols = select_symbol_set(card.language), select_symbol_set(language)
    if card.edition != base.version:
        reason = "it was made for another version of Earshot"
        raise BrokenVoice(voice=file.stem, file=file, reason=reason)
    weights = read_weights(file, file.stem)
    del weights[LOG_F0]
    if symbols != base:
        weights[PHONE_WEIGHTS] = weights[PHONE_WEIGHTS][_nearest_phones(base, symbols)]
    try:
        voice = VoiceModel(_infer_config(weights, log_f0, symbols))
        voice.load_state_dict({name: torch.tensor(each) for name, each in weights.items()})
    except (KeyError, RuntimeError) as error:
        raise BrokenVoice(voice=file.stem, file=file, reason=reason) from error
    return voice


def _nearest_phones(base: SymbolSet, symbols: SymbolSet) -> list[int]:
    """For each phone of `symbols`, the phone of `base` that is closest to it."""
    return [
        base.ids[phone if phone in base.ids else base.parse_ipa(phone)[0]]
        for phone in symbols.phones
    ]


def _infer_config(weights: Weights, log_f0: float, symbols: SymbolSet) -> ModelConfig:
    """The model sizes that fit these weights."""
    return ModelConfig(
        hidden=weights[PHONE_WEIGHTS].shape[1],
        encoder=layer_count(weights, "acoustic.encode"),
        decoder=layer_count(weights, "acoustic.decode"),
        predictor=len(weights["acoustic.duration.a.weight"]),
        vocoder=len(weights["vocoder.embed.weight"]),
        vocoder_blocks=layer_count(weights, "vocoder.blocks"),
        mel_width=weights["acoustic.mel.weight"].shape[2],
        log_f0=log_f0,
        language=symbols.language,
    )


def _describe_lineage(card: VoiceCard) -> str:
    """The base voice, for the card of the result: a voice trained on two speakers credits both."""
    return (
        f"fine-tuned from the voice of {card.speaker} ({card.licence}; {card.source}; {card.steps})"
    )
