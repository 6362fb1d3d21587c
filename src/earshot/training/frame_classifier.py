"""A classifier of frames: which phone is spoken in each, judging by the log-mel around it.

It is trained on one speaker. The aligner finds durations with it, and the joint stage uses it to
keep sentences without a recording intelligible.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from earshot.training.features import MEL_BANDS
from earshot.voices.house_model.symbols import SLOTS, START, SymbolSet

HIDDEN_SIZE, CROP_FRAMES, BATCH_SIZE = 160, 256, 16
MIN_STEPS = 8


def silence_class(symbol_set: SymbolSet) -> int:
    """The last class; each phone is a class too."""
    return len(symbol_set.phones)


@cache
def symbol_classes(symbol_set: SymbolSet) -> NDArray[np.int64]:
    """The class of each symbol, by its id."""
    silent = {symbol_set.ids[symbol] for symbol in (START, *SLOTS)}
    return np.array(
        [
            silence_class(symbol_set) if phone in silent else phone
            for phone in symbol_set.symbol_phones
        ]
    )


def create_classifier(symbol_set: SymbolSet) -> nn.Module:
    """Normalized log-mel (batch, 100, T) to class logits (batch, CLASSES, T), with 140 ms of
    context per frame."""
    layers: list[nn.Module] = []
    for width in (MEL_BANDS, HIDDEN_SIZE, HIDDEN_SIZE):
        layers += [
            nn.Conv1d(width, HIDDEN_SIZE, 5, padding=2),
            nn.GELU(),
            nn.BatchNorm1d(HIDDEN_SIZE),
            nn.Dropout(0.1),
        ]
    return nn.Sequential(*layers, nn.Conv1d(HIDDEN_SIZE, silence_class(symbol_set) + 1, 1))


def normalize_log_mel(log_mel: Tensor) -> Tensor:
    """The input of the classifier."""
    return (log_mel + 5) / 2.5


def fit_classifier(model: nn.Module, inputs: Tensor, labels: Tensor, epochs: int) -> None:
    """Train on normalized log-mel (100, T) and the class of each frame (T,), all sentences in
    sequence."""
    span = min(CROP_FRAMES, inputs.shape[1] - 1)
    steps = max(MIN_STEPS, epochs * (inputs.shape[1] // (span * BATCH_SIZE)))
    optimizer = torch.optim.AdamW(model.parameters(), 2e-3, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 2e-3, total_steps=steps)
    random = np.random.default_rng(0)
    model.train()
    for _ in range(steps):
        starts = random.integers(0, inputs.shape[1] - span, BATCH_SIZE)
        logits = model(torch.stack([inputs[:, s : s + span] for s in starts]))
        targets = torch.stack([labels[s : s + span] for s in starts])
        loss = nn.functional.cross_entropy(logits, targets, label_smoothing=0.05)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    model.eval()


def log_posteriors(model: nn.Module, inputs: NDArray[np.float32]) -> NDArray[np.float64]:
    """Log probabilities (T, CLASSES) for the normalized log-mel of a sentence."""
    with torch.no_grad():
        logits = model(torch.from_numpy(inputs)[None])[0]
    result: NDArray[np.float64] = torch.log_softmax(logits, 0).numpy().T.astype(np.float64)
    return result
