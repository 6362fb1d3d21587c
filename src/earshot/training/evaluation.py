"""Metrics of a voice on the held-out sentences."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from earshot.asr import word_error_rate
from earshot.model import Samples
from earshot.training.acoustic_model import MEL_MEAN, MEL_STD
from earshot.training.dataset import TrainingExample, pad_batch
from earshot.training.features import HOP, SAMPLE_RATE
from earshot.training.frechet_distance import measure_frechet_distance
from earshot.training.nisqa import load_model, predict_naturalness
from earshot.training.pitch import track_pitch
from earshot.training.preprocess import transcript_words
from earshot.training.validation import measure_losses
from earshot.training.vocoder import VoiceModel, white_noise
from earshot.voices.house_model.model import HouseModel
from earshot.voices.house_model.symbols import ENGLISH

MAX_SENTENCES = 40
"""Sentences."""
CENTS_PER_OCTAVE = 1200
Metrics = dict[str, float | None]


def evaluate_model(
    file: Path,
    voice: VoiceModel,
    held_out: Sequence[TrainingExample],
    nisqa_weights: Path | None = None,
) -> Metrics:
    """Metrics of a voice and of its exported file: log-mel L1 to the recordings (`held_copy`
    through the vocoder alone, `held_wave` through the whole model), Fréchet distance
    (`unlike_copy`, `unlike_wave`; see `frechet_distance`), `pitch_cents` (median error),
    `real_time_factor` on one thread and `megabytes`. In English also `word_errors` of a recognizer
    and `word_errors_of_recordings`; with the weights of NISQA-TTS also `naturalness` and
    `naturalness_of_recordings`."""
    held_out = held_out[:MAX_SENTENCES]
    metrics: Metrics = {name: round(x, 4) for name, x in measure_losses(voice, held_out).items()}
    symbols = voice.acoustic.symbol_set
    synthesized, factor = _synthesize_all(HouseModel(file.stem, file, symbols), held_out)
    texts = [lesson.clip.text for lesson in held_out]
    recordings = [lesson.clip.wave for lesson in held_out]
    copies, reconstructions = zip(
        *(resynthesize(voice, lesson) for lesson in held_out), strict=True
    )
    cents = _pitch_error(reconstructions, held_out)
    return (
        metrics
        | {
            "unlike_copy": round(measure_frechet_distance(recordings, copies), 3),
            "unlike_wave": round(measure_frechet_distance(recordings, reconstructions), 3),
            "pitch_cents": None if cents is None else round(cents, 1),
            "real_time_factor": round(factor, 4),
            "megabytes": round(file.stat().st_size / 1e6, 2),
        }
        | (_measure_words(synthesized, recordings, texts) if symbols == ENGLISH else {})
        | (_measure_naturalness(nisqa_weights, synthesized, recordings) if nisqa_weights else {})
    )


def _measure_words(
    synthesized: Sequence[Samples], recordings: Sequence[Samples], texts: Sequence[str]
) -> Metrics:
    return {
        "word_errors": round(word_errors(synthesized, texts), 3),
        "word_errors_of_recordings": round(word_errors(recordings, texts), 3),
    }


def _measure_naturalness(
    weights: Path, synthesized: Sequence[Samples], recordings: Sequence[Samples]
) -> Metrics:
    model = load_model(weights)
    scores = [
        predict_naturalness(model, [(wave, SAMPLE_RATE) for wave in waves])[0]
        for waves in (synthesized, recordings)
    ]
    names = ("naturalness", "naturalness_of_recordings")
    return {name: round(score, 2) for name, score in zip(names, scores, strict=True)}


def _synthesize_all(
    model: HouseModel, held_out: Sequence[TrainingExample]
) -> tuple[list[Samples], float]:
    """Synthesize the sentences. Returns them, and the seconds of one core per second of speech."""
    waves, real_time_factors = [], []
    for lesson in held_out:
        ids = lesson.tensors["ids"].tolist()
        start = time.process_time()
        sound, _ = model.synthesize(ids, 1.0, lesson.clip.text)
        real_time_factors.append((time.process_time() - start) * SAMPLE_RATE / max(1, sound.size))
        waves.append(sound)
    return waves, float(np.median(real_time_factors))


@torch.no_grad()
def predict_frames(voice: VoiceModel, example: TrainingExample) -> tuple[Tensor, Tensor, Tensor]:
    """Scaled mel, hz and voicing of the example, each in a batch of one, as the acoustic model
    predicts them from the true durations, pitch and energy."""
    acoustic, batch = voice.acoustic, pad_batch([example])
    x, _ = acoustic.encoder(batch["ids"])
    x = acoustic.add_prosody(x, batch["pitch"], batch["energy"])
    mel, f0 = acoustic.decoder(*acoustic.expand(x, batch["durations"], example.frames))
    return mel, *acoustic.decode_pitch(f0)


@torch.no_grad()
def resynthesize(voice: VoiceModel, example: TrainingExample) -> tuple[Samples, Samples]:
    """The example through the vocoder alone and through the whole model, with the true durations,
    pitch and energy."""
    batch = pad_batch([example])
    noise = white_noise(example.frames * HOP, batch["mel"].device)
    recorded = (batch["mel"], batch["hz"], batch["voiced"])
    inputs = (recorded, predict_frames(voice, example))
    copied, reconstructed = (
        voice.vocoder(mel * MEL_STD + MEL_MEAN, hz, voiced, noise)[0].float().cpu().numpy()
        for mel, hz, voiced in inputs
    )
    return copied, reconstructed


def _pitch_error(
    synthesized: Sequence[Samples], held_out: Sequence[TrainingExample]
) -> float | None:
    """Median error in cents where both are voiced; None if no frame is."""
    errors = [np.zeros(0)]
    for wave, lesson in zip(synthesized, held_out, strict=True):
        actual, expected = track_pitch(wave), lesson.clip.hz
        both_voiced = (actual > 0) & (expected > 0)
        errors.append(
            np.abs(np.log2(actual[both_voiced] / expected[both_voiced])) * CENTS_PER_OCTAVE
        )
    all_errors = np.concatenate(errors)
    return float(np.median(all_errors)) if len(all_errors) else None


def word_errors(waves: Sequence[Samples], texts: Sequence[str]) -> float:
    """Word error rate of PocketSphinx."""
    spoken = [" ".join(word.spoken for word in transcript_words(text)) for text in texts]
    return word_error_rate([(wave, SAMPLE_RATE) for wave in waves], spoken)
