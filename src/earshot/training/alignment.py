"""Forced alignment: the number of frames of each token in its recording.

The speaker-independent models of CMU PocketSphinx give only the initial labels. A small frame
classifier is trained on them, all sentences are realigned with it (Viterbi), and the classifier is
trained again on the result. Slots are silent for at least three frames or skipped.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from earshot.audio.ffmpeg import resample
from earshot.model import Samples
from earshot.training.features import HOP, SAMPLE_RATE
from earshot.training.frame_classifier import (
    create_classifier,
    fit_classifier,
    log_posteriors,
    normalize_log_mel,
    silence_class,
    symbol_classes,
)
from earshot.voices.house_model.symbols import ENGLISH, GERMAN, SLOTS, START, strip_stress
from earshot.voices.house_model.tokens import Tokens
from earshot.voices.neural_timing import NO_WORD

MelFrames = NDArray[np.float32]
FrameLabels = NDArray[np.int64]
SPHINX_RATE, SPHINX_FRAME = 16_000, 0.01
ARPABET = {
    symbol_set.language: dict(
        zip((*symbol_set.consonants, *symbol_set.vowels), names.split(), strict=True)
    )
    for symbol_set, names in (
        (
            ENGLISH,
            "P B T D K G CH JH F V TH DH S Z SH ZH HH M N NG L R Y W D T AA AE AH AH AH IH IH IY IY"
            " EH EY AY AW AO AO AO OW OY UH UW ER ER",
        ),
        (
            GERMAN,
            "P B T D K G CH F V S Z SH ZH SH HH HH M N NG L R Y AH AA EH EH EY AH AH IH IY AO OW ER"
            " ER UH UW UH UW AY AW OY",
        ),
    )
}
"""The nearest American phone, which is enough for initial labels."""
SHORT_PHONES = set("ɾ t d k p b ɡ h ʔ ə ð j l ɹ ʁ n v".split())
"""Phones that may have a single frame."""
ALIGNMENT_ROUNDS = 3
PRIOR_WEIGHT = 0.6
"""Exponent of the class prior that divides the posteriors."""


def token_classes(tokens: Tokens) -> FrameLabels:
    """The frame class of each token."""
    classes: FrameLabels = symbol_classes(tokens.symbol_set)[tokens.ids]
    return classes


def create_initial_labels(wave: Samples, tokens: Tokens, frames: int) -> FrameLabels | None:
    """The class of each frame according to PocketSphinx, or None if it finds no path."""
    spans = _find_phone_spans(wave, tokens)
    if spans is None:
        return None
    labels = np.full(frames, silence_class(tokens.symbol_set))
    phone_classes = [
        kind
        for kind, owner in zip(token_classes(tokens), tokens.word_indices, strict=True)
        if owner >= 0
    ]
    for kind, (start, end) in zip(phone_classes, spans, strict=True):
        labels[round(start * SAMPLE_RATE / HOP) : round(end * SAMPLE_RATE / HOP)] = kind
    return labels


@cache
def _create_decoder() -> Any:
    from pocketsphinx import Decoder  # noqa: PLC0415 - part of the extra

    beams = {"beam": 1e-100, "pbeam": 1e-100, "wbeam": 1e-80}
    return Decoder(samprate=SPHINX_RATE, loglevel="FATAL", bestpath=False, lm=None, **beams)


def _find_phone_spans(wave: Samples, tokens: Tokens) -> list[tuple[float, float]] | None:
    """Start and end of each phone in seconds."""
    decoder, names = _create_decoder(), []
    for phones in _group_phones_by_word(tokens):
        name = "q" + "".join(phones).lower()
        if decoder.lookup_word(name) is None:
            decoder.add_word(name, " ".join(phones), True)
        names.append(name)
    resampled = resample(wave, SAMPLE_RATE, SPHINX_RATE)
    pcm = (
        np.clip(resampled * (0.7 / max(1e-6, float(np.abs(resampled).max()))), -1, 1) * 32767
    ).astype("<i2")
    try:
        decoder.set_align_text(" ".join(names))
        _decode(decoder, pcm.tobytes())
        decoder.set_alignment()
        _decode(decoder, pcm.tobytes())
        segments = [p for word in decoder.get_alignment() for p in word if p.name != "SIL"]
    except (RuntimeError, TypeError):
        return None
    spans = [(p.start * SPHINX_FRAME, (p.start + p.duration) * SPHINX_FRAME) for p in segments]
    return spans if len(spans) == sum(owner >= 0 for owner in tokens.word_indices) else None


def _decode(decoder: Any, pcm: bytes) -> None:
    decoder.start_utt()
    decoder.process_raw(pcm, full_utt=True)
    decoder.end_utt()


def _group_phones_by_word(tokens: Tokens) -> list[list[str]]:
    words: list[list[str]] = []
    arpabet = ARPABET[tokens.symbol_set.language]
    previous = NO_WORD
    for symbol, owner in zip(tokens.symbols, tokens.word_indices, strict=True):
        if owner >= 0:
            if owner != previous:
                words.append([])
            words[-1].append(arpabet[strip_stress(symbol)])
        previous = owner
    return words


def learn_alignment(
    mels: Sequence[MelFrames],
    sentences: Sequence[Tokens],
    initial_labels: Sequence[FrameLabels | None],
) -> tuple[list[list[int]], list[float]]:
    """For each sentence, the frames of each token and the mean log score per frame. The same
    input has the same result."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        return _learn_alignment(mels, sentences, initial_labels)


def _learn_alignment(
    mels: Sequence[MelFrames],
    sentences: Sequence[Tokens],
    initial_labels: Sequence[FrameLabels | None],
) -> tuple[list[list[int]], list[float]]:
    inputs = [normalize_log_mel(torch.from_numpy(mel)).numpy() for mel in mels]
    labels = list(initial_labels)
    symbols = sentences[0].symbol_set
    model = create_classifier(symbols)
    alignments: list[tuple[list[int], float]] = []
    for number in range(ALIGNMENT_ROUNDS):
        labelled = [(x, y) for x, y in zip(inputs, labels, strict=True) if y is not None]
        _fit(model, labelled, epochs=5 if number == 0 else 3)
        all_labels = np.concatenate([y for _, y in labelled])
        counts = np.bincount(all_labels, minlength=silence_class(symbols) + 1) + 50.0
        prior = np.log(counts / counts.sum())
        alignments = [
            align_tokens(log_posteriors(model, x) - PRIOR_WEIGHT * prior, tokens)
            for x, tokens in zip(inputs, sentences, strict=True)
        ]
        labels = [
            np.repeat(token_classes(tokens), frames)
            for tokens, (frames, _) in zip(sentences, alignments, strict=True)
        ]
    return [frames for frames, _ in alignments], [score for _, score in alignments]


def _fit(model: nn.Module, labelled: Sequence[tuple[MelFrames, FrameLabels]], epochs: int) -> None:
    inputs = torch.from_numpy(np.concatenate([mel for mel, _ in labelled], 1))
    labels = torch.from_numpy(np.concatenate([labels for _, labels in labelled]))
    fit_classifier(model, inputs, labels, epochs)


def align_tokens(score: NDArray[np.float64], tokens: Tokens) -> tuple[list[int], float]:
    """Frames of each token and the mean score, by the best path through (T, CLASSES) scores."""
    token_index, state_class, skip = _states(tokens)
    path = _viterbi(score[:, state_class], skip)
    counts = np.bincount(token_index[path], minlength=len(tokens.symbols))
    return counts.tolist(), float(score[np.arange(len(path)), state_class[path]].mean())


def _states(tokens: Tokens) -> tuple[FrameLabels, FrameLabels, FrameLabels]:
    """Token and class of each state, and an alternative predecessor (or −1): a phone may follow
    the phone before its slot directly."""
    token_indices: list[int] = []
    skip: list[int] = []
    last = len(tokens.symbols) - 1
    for number, symbol in enumerate(tokens.symbols):
        is_slot = symbol in SLOTS or symbol == START
        is_inner = symbol in SLOTS and number < last
        count = (
            (3 if is_inner else 1) if is_slot else 1 if strip_stress(symbol) in SHORT_PHONES else 2
        )
        is_after_slot = not is_slot and number > 1 and tokens.symbols[number - 1] in SLOTS
        skip += [len(token_indices) - 4 if is_after_slot else -1, *[-1] * (count - 1)]
        token_indices += [number] * count
    token_array = np.array(token_indices)
    return token_array, token_classes(tokens)[token_array], np.array(skip)


def _viterbi(score: NDArray[np.float64], skip: FrameLabels) -> FrameLabels:
    """The best state of each frame; score is (T, states)."""
    frames, states = score.shape
    backpointers = np.zeros((frames, states), np.int64)
    best = np.full(states, -1e30)
    best[0] = score[0, 0]
    state_indices = np.arange(states)
    for t in range(1, frames):
        candidates = np.stack(
            [best, np.concatenate([[-1e30], best[:-1]]), np.where(skip >= 0, best[skip], -1e30)]
        )
        chosen = candidates.argmax(0)
        backpointers[t] = np.where(
            chosen == 0, state_indices, np.where(chosen == 1, state_indices - 1, skip)
        )
        best = candidates[chosen, state_indices] + score[t]
    path = np.zeros(frames, np.int64)
    path[-1] = states - 1 if best[-1] > -1e29 else int(best.argmax())
    for t in range(frames - 1, 0, -1):
        path[t - 1] = backpointers[t, path[t]]
    return path
