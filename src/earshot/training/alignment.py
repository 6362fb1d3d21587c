"""How many frames each token of a sentence lasts in its recording.

CMU PocketSphinx knows other people's phones and only begins: a small classifier of frames is
learned on this speaker's own, every sentence is aligned again by it (Viterbi), and the classifier
learned again from that. Slots may be silent for at least three frames, or skipped.
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
from earshot.training.features import HOP, MELS, RATE
from earshot.voices.durations import NO_WORD
from earshot.voices.house_model.tokens import (
    CONSONANTS,
    PHONES,
    PRIMARY,
    SECONDARY,
    SLOTS,
    START,
    VOWELS,
    Tokens,
)

Frames = NDArray[np.float32]
Labels = NDArray[np.int64]
SPHINX_RATE, SPHINX_FRAME = 16_000, 0.01
ARPABET = dict(
    zip(
        [*CONSONANTS, *VOWELS],
        "P B T D K G CH JH F V TH DH S Z SH ZH HH M N NG L R Y W D T AA AE AH AH AH IH IH IY IY EH"
        " EY AY AW AO AO AO OW OY UH UW ER ER".split(),
        strict=True,
    )
)
SILENCE = len(PHONES)
CLASSES = SILENCE + 1
SHORT = set("ɾ t d k p b ɡ h ʔ ə ð j l ɹ n v".split())
"""Phones that may last a single frame."""
ROUNDS = 3
WIDTH, SPAN, BATCH = 160, 256, 16
PRIOR = 0.6
"""How much of a class's frequency is taken out of its posterior."""


def bare(symbol: str) -> str:
    return symbol.lstrip(PRIMARY + SECONDARY)


def classes(tokens: Tokens) -> Labels:
    """Of each token the class of its frames."""
    return np.array(
        [SILENCE if s in SLOTS or s == START else PHONES.index(bare(s)) for s in tokens.symbols]
    )


def first_labels(wave: Samples, tokens: Tokens, frames: int) -> Labels | None:
    """The class of each frame by PocketSphinx, or None where it finds no way through."""
    spans = _spans(wave, tokens)
    if spans is None:
        return None
    labels = np.full(frames, SILENCE)
    kinds = [kind for kind, owner in zip(classes(tokens), tokens.owners, strict=True) if owner >= 0]
    for kind, (start, end) in zip(kinds, spans, strict=True):
        labels[round(start * RATE / HOP) : round(end * RATE / HOP)] = kind
    return labels


@cache
def _decoder() -> Any:
    from pocketsphinx import Decoder  # noqa: PLC0415 - part of the extra

    beams = {"beam": 1e-100, "pbeam": 1e-100, "wbeam": 1e-80}
    return Decoder(samprate=SPHINX_RATE, loglevel="FATAL", bestpath=False, lm=None, **beams)


def _spans(wave: Samples, tokens: Tokens) -> list[tuple[float, float]] | None:
    """Start and end in seconds of every phone."""
    decoder, names = _decoder(), []
    for phones in _by_word(tokens):
        name = "q" + "".join(phones).lower()
        if decoder.lookup_word(name) is None:
            decoder.add_word(name, " ".join(phones), True)
        names.append(name)
    loud = resample(wave, RATE, SPHINX_RATE)
    pcm = (np.clip(loud * (0.7 / max(1e-6, float(np.abs(loud).max()))), -1, 1) * 32767).astype(
        "<i2"
    )
    try:
        decoder.set_align_text(" ".join(names))
        _decode(decoder, pcm.tobytes())
        decoder.set_alignment()
        _decode(decoder, pcm.tobytes())
        found = [p for word in decoder.get_alignment() for p in word if p.name != "SIL"]
    except (RuntimeError, TypeError):
        return None
    spans = [(p.start * SPHINX_FRAME, (p.start + p.duration) * SPHINX_FRAME) for p in found]
    return spans if len(spans) == sum(owner >= 0 for owner in tokens.owners) else None


def _decode(decoder: Any, pcm: bytes) -> None:
    decoder.start_utt()
    decoder.process_raw(pcm, full_utt=True)
    decoder.end_utt()


def _by_word(tokens: Tokens) -> list[list[str]]:
    said: list[list[str]] = []
    before = NO_WORD
    for symbol, owner in zip(tokens.symbols, tokens.owners, strict=True):
        if owner >= 0:
            if owner != before:
                said.append([])
            said[-1].append(ARPABET[bare(symbol)])
        before = owner
    return said


def learned(
    mels: Sequence[Frames], sentences: Sequence[Tokens], first: Sequence[Labels | None]
) -> tuple[list[list[int]], list[float]]:
    """Frames of each token, and the mean log score a frame, of every sentence."""
    inputs = [((mel + 5) / 2.5).astype(np.float32) for mel in mels]
    labels = list(first)
    model = _classifier()
    found: list[tuple[list[int], float]] = []
    for number in range(ROUNDS):
        known = [(x, y) for x, y in zip(inputs, labels, strict=True) if y is not None]
        _fit(model, known, epochs=5 if number == 0 else 3)
        counts = np.bincount(np.concatenate([y for _, y in known]), minlength=CLASSES) + 50.0
        prior = np.log(counts / counts.sum())
        found = [
            aligned(_posteriors(model, x) - PRIOR * prior, tokens)
            for x, tokens in zip(inputs, sentences, strict=True)
        ]
        labels = [
            np.repeat(classes(tokens), frames)
            for tokens, (frames, _) in zip(sentences, found, strict=True)
        ]
    return [frames for frames, _ in found], [score for _, score in found]


def _classifier() -> nn.Module:
    """Log-mel (batch, 100, T) to class logits (batch, CLASSES, T): 140 ms around each frame."""
    layers: list[nn.Module] = []
    for width in (MELS, WIDTH, WIDTH):
        layers += [nn.Conv1d(width, WIDTH, 5, padding=2), nn.GELU(), nn.BatchNorm1d(WIDTH)]
        layers.append(nn.Dropout(0.1))
    return nn.Sequential(*layers, nn.Conv1d(WIDTH, CLASSES, 1))


def _fit(model: Any, known: Sequence[tuple[Frames, Labels]], epochs: int) -> None:
    x = torch.from_numpy(np.concatenate([mel for mel, _ in known], 1))
    y = torch.from_numpy(np.concatenate([labels for _, labels in known]))
    span = min(SPAN, x.shape[1] - 1)
    steps = max(8, epochs * (x.shape[1] // (span * BATCH)))
    optimizer = torch.optim.AdamW(model.parameters(), 2e-3, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 2e-3, total_steps=steps)
    random = np.random.default_rng(0)
    model.train()
    for _ in range(steps):
        starts = random.integers(0, x.shape[1] - span, BATCH)
        out = model(torch.stack([x[:, s : s + span] for s in starts]))
        wanted = torch.stack([y[s : s + span] for s in starts])
        loss = nn.functional.cross_entropy(out, wanted, label_smoothing=0.05)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    model.eval()


def _posteriors(model: Any, mel: Frames) -> NDArray[np.float64]:
    with torch.no_grad():
        logits = model(torch.from_numpy(mel)[None])[0]
    made: NDArray[np.float64] = torch.log_softmax(logits, 0).numpy().T.astype(np.float64)
    return made


def aligned(score: NDArray[np.float64], tokens: Tokens) -> tuple[list[int], float]:
    """Frames of each token, and the mean score, by the best way through (T, CLASSES) scores."""
    owner, kind, skip = _states(tokens)
    way = _viterbi(score[:, kind], skip)
    counts = np.bincount(owner[way], minlength=len(tokens.symbols))
    return counts.tolist(), float(score[np.arange(len(way)), kind[way]].mean())


def _states(tokens: Tokens) -> tuple[Labels, Labels, Labels]:
    """Token and class of each state, and the earlier state that it may also come from (or −1):
    a phone may come straight from the one before its slot."""
    owner: list[int] = []
    skip: list[int] = []
    last = len(tokens.symbols) - 1
    for number, symbol in enumerate(tokens.symbols):
        slot = symbol in SLOTS or symbol == START
        inner = symbol in SLOTS and number < last
        count = (3 if inner else 1) if slot else 1 if bare(symbol) in SHORT else 2
        after_slot = not slot and number > 1 and tokens.symbols[number - 1] in SLOTS
        skip += [len(owner) - 4 if after_slot else -1, *[-1] * (count - 1)]
        owner += [number] * count
    owners = np.array(owner)
    return owners, classes(tokens)[owners], np.array(skip)


def _viterbi(score: NDArray[np.float64], skip: Labels) -> Labels:
    """The best state of each frame, from the first to the last; score is (T, states)."""
    frames, states = score.shape
    came = np.zeros((frames, states), np.int64)
    best = np.full(states, -1e30)
    best[0] = score[0, 0]
    here = np.arange(states)
    for t in range(1, frames):
        ways = np.stack(
            [best, np.concatenate([[-1e30], best[:-1]]), np.where(skip >= 0, best[skip], -1e30)]
        )
        chosen = ways.argmax(0)
        came[t] = np.where(chosen == 0, here, np.where(chosen == 1, here - 1, skip))
        best = ways[chosen, here] + score[t]
    way = np.zeros(frames, np.int64)
    way[-1] = states - 1 if best[-1] > -1e29 else int(best.argmax())
    for t in range(frames - 1, 0, -1):
        way[t - 1] = came[t, way[t]]
    return way
