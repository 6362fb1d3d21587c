"""How good a voice is, by what can be measured on the sentences that were kept out of training."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from earshot.model import Samples
from earshot.recognition import misheard
from earshot.training.corpus import Lesson, utterances
from earshot.training.network import MEL_MEAN, MEL_SPREAD
from earshot.training.pitch import pitch
from earshot.training.preparing import read_aloud
from earshot.training.running import held_figures
from earshot.training.signals import HOP, RATE
from earshot.training.vocoder import Speaking, white
from earshot.voices.network import Network

JUDGED = 40
"""Sentences."""
CENTS = 1200
Figures = dict[str, float | None]


def judge(file: Path, voice: Speaking, held: Sequence[Lesson]) -> Figures:
    """Figures of a voice and of its exported file: log-mel L1 to the recordings (`held_copy`
    through the vocoder alone, `held_wave` the whole way), `pitch_cents` (median error),
    `word_errors` of a recogniser beside `word_errors_of_recordings`, `real_time_factor` on one
    thread and `megabytes`."""
    held = held[:JUDGED]
    figures: Figures = {name: round(x, 4) for name, x in held_figures(voice, held).items()}
    said, factor = _spoken(file, held)
    texts = [lesson.take.text for lesson in held]
    cents = _pitch_error(voice, held)
    return figures | {
        "pitch_cents": None if cents is None else round(cents, 1),
        "word_errors": round(word_errors(said, texts), 3),
        "word_errors_of_recordings": round(word_errors([l.take.wave for l in held], texts), 3),
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
def _pitch_error(voice: Speaking, held: Sequence[Lesson]) -> float | None:
    """Median, in cents, where both are voiced, told the true durations, pitch and energy; None
    where nothing is."""
    errors = [np.zeros(0)]
    for lesson in held:
        batch = utterances([lesson])
        x, _ = voice.acoustic.encoder(batch["ids"])
        x = voice.acoustic.coloured(x, batch["pitch"], batch["energy"])
        y, mask = voice.acoustic.expand(x, batch["durations"], lesson.frames)
        mel, f0 = voice.acoustic.decoder(y, mask)
        hz, voiced = voice.acoustic.tone(f0)
        noise = white(lesson.frames * HOP, mel.device)
        wave = voice.vocoder(mel * MEL_SPREAD + MEL_MEAN, hz, voiced, noise)[0]
        got, want = pitch(wave.float().cpu().numpy()), lesson.take.hz
        both = (got > 0) & (want > 0)
        errors.append(np.abs(np.log2(got[both] / want[both])) * CENTS)
    every = np.concatenate(errors)
    return float(np.median(every)) if len(every) else None


def word_errors(waves: Sequence[Samples], texts: Sequence[str]) -> float:
    """Word errors of PocketSphinx, a word said."""
    spoken = [" ".join(word.spoken for word in read_aloud(text)) for text in texts]
    return misheard([(wave, RATE) for wave in waves], spoken)
