"""How good a voice is, by what can be measured on the sentences that were kept out of training."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from earshot.asr import misheard
from earshot.model import Samples
from earshot.training.acoustic_model import MEL_MEAN, MEL_SPREAD
from earshot.training.dataset import Lesson, utterances
from earshot.training.features import HOP, RATE
from earshot.training.frechet_distance import unlikeness
from earshot.training.pitch import pitch
from earshot.training.preprocess import read_aloud
from earshot.training.trainer import held_figures
from earshot.training.vocoder import Speaking, white
from earshot.voices.house_model.model import Network

JUDGED = 40
"""Sentences."""
CENTS = 1200
Figures = dict[str, float | None]


def judge(file: Path, voice: Speaking, held: Sequence[Lesson]) -> Figures:
    """Figures of a voice and of its exported file: log-mel L1 to the recordings (`held_copy`
    through the vocoder alone, `held_wave` the whole way), how unlike them it moves (`unlike_copy`,
    `unlike_wave`: see `likeness`), `pitch_cents` (median error), `word_errors` of a recogniser
    beside `word_errors_of_recordings`, `real_time_factor` on one thread and `megabytes`."""
    held = held[:JUDGED]
    figures: Figures = {name: round(x, 4) for name, x in held_figures(voice, held).items()}
    said, factor = _spoken(file, held)
    texts = [lesson.take.text for lesson in held]
    recordings = [lesson.take.wave for lesson in held]
    copies, wholes = zip(*(_twice(voice, lesson) for lesson in held), strict=True)
    cents = _pitch_error(wholes, held)
    return figures | {
        "unlike_copy": round(unlikeness(recordings, copies), 3),
        "unlike_wave": round(unlikeness(recordings, wholes), 3),
        "pitch_cents": None if cents is None else round(cents, 1),
        "word_errors": round(word_errors(said, texts), 3),
        "word_errors_of_recordings": round(word_errors(recordings, texts), 3),
        "real_time_factor": round(factor, 4),
        "megabytes": round(file.stat().st_size / 1e6, 2),
    }


def _spoken(file: Path, held: Sequence[Lesson]) -> tuple[list[Samples], float]:
    """The sentences in the file's voice, and the seconds of one core that a second takes."""
    network = Network(file.stem, file)
    waves, taken = [], []
    for lesson in held:
        ids = lesson.parts["ids"].tolist()
        start = time.process_time()
        sound, _ = network.speak(ids, 1.0, lesson.take.text)
        taken.append((time.process_time() - start) * RATE / max(1, sound.size))
        waves.append(sound)
    return waves, float(np.median(taken))


@torch.no_grad()
def _twice(voice: Speaking, lesson: Lesson) -> tuple[Samples, Samples]:
    """The take through the vocoder alone, and the whole way, told the true durations, pitch and
    energy."""
    acoustic, batch = voice.acoustic, utterances([lesson])
    x, _ = acoustic.encoder(batch["ids"])
    x = acoustic.coloured(x, batch["pitch"], batch["energy"])
    y, mask = acoustic.expand(x, batch["durations"], lesson.frames)
    mel, f0 = acoustic.decoder(y, mask)
    noise = white(lesson.frames * HOP, mel.device)
    told = ((batch["mel"], batch["hz"], batch["voiced"]), (mel, *acoustic.tone(f0)))
    copied, whole = (
        voice.vocoder(mel * MEL_SPREAD + MEL_MEAN, hz, voiced, noise)[0].float().cpu().numpy()
        for mel, hz, voiced in told
    )
    return copied, whole


def _pitch_error(said: Sequence[Samples], held: Sequence[Lesson]) -> float | None:
    """Median, in cents, where both are voiced; None where nothing is."""
    errors = [np.zeros(0)]
    for wave, lesson in zip(said, held, strict=True):
        got, want = pitch(wave), lesson.take.hz
        both = (got > 0) & (want > 0)
        errors.append(np.abs(np.log2(got[both] / want[both])) * CENTS)
    every = np.concatenate(errors)
    return float(np.median(every)) if len(every) else None


def word_errors(waves: Sequence[Samples], texts: Sequence[str]) -> float:
    """Word errors of PocketSphinx, a word said."""
    spoken = [" ".join(word.spoken for word in read_aloud(text)) for text in texts]
    return misheard([(wave, RATE) for wave in waves], spoken)
