"""Builds a dataset from a folder of recordings: checks, noise reduction, alignment, and a report.

Results are cached by recording, so an interrupted run resumes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from earshot.errors import SynthesisFailed, UnusableRecording
from earshot.model import Samples, Word
from earshot.script.normalize import verbalize_sentence
from earshot.script.segmentation import sentence_spans
from earshot.training import alignment, features, recording_checks, recordings
from earshot.training.checkpoints import load_or_compute_arrays
from earshot.training.dataset import Clip, select_held_out, write_clip, write_index
from earshot.training.features import HOP, SAMPLE_RATE
from earshot.training.pitch import track_pitch
from earshot.training.recording_checks import RecordingCheck
from earshot.training.recordings import TrainingRecording
from earshot.voices.engines.espeak import Espeak
from earshot.voices.house_model.constants import DEFAULT_LANGUAGE, ESPEAK_LANGUAGES
from earshot.voices.house_model.symbols import SLOTS, START, SymbolSet, select_symbol_set
from earshot.voices.house_model.tokens import Tokens, build_tokens

EDGE_FRAMES = round(0.06 * SAMPLE_RATE / HOP)
"""Frames of silence kept at either end."""
NOISE_NEIGHBOURS = 21
"""Number of recordings whose noise is averaged: the room changes slowly, and one recording gives a
poor estimate."""
NOISE_MARGIN = 10**0.2
FADE_SAMPLES = 120
"""Samples."""
VOICELESS_SYMBOLS = {START, *SLOTS, *"p t k tʃ f θ s ʃ ç x ʔ".split()}
"""Symbols without pitch, even if the tracker interpolates over them."""
StatusCallback = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class CheckedRecording:
    """A recording that passed the checks: raw samples, tokens, and noise spectrum."""

    recording: TrainingRecording
    check: RecordingCheck
    tokens: Tokens
    noise_spectrum: NDArray[np.float32]


def prepare_corpus(
    folder: Path,
    work_dir: Path,
    min_minutes: float,
    log: StatusCallback,
    language: str = DEFAULT_LANGUAGE,
) -> dict[str, Any]:
    """Build the dataset of `folder` in `work_dir`. The report is returned and written to
    `report.json`.

    Raises NoRecordings and TooLittleMaterial.
    """
    features.set_thread_count(1)
    checked, checks = _check_all(recordings.find_recordings(folder), log, language)
    recording_checks.require_minutes(sum(each.check.seconds for each in checked), min_minutes)
    clips = list(_align_all(checked, work_dir, log))
    clips, misfits = _drop_misfits(clips)
    checks = [replace(each, faults=misfits.get(each.name, each.faults)) for each in checks]
    recording_checks.require_minutes(sum(clip.seconds for clip in clips), min_minutes)
    held_out_names = select_held_out([clip.name for clip in clips])
    for clip in clips:
        write_clip(work_dir, clip)
    report = _build_report(checks, clips, held_out_names)
    (work_dir / "report.json").write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n")
    write_index(work_dir, [(clip.name, clip.name in held_out_names) for clip in clips], language)
    return report


def check_recordings(
    folder: Path, min_minutes: float, log: StatusCallback, language: str = DEFAULT_LANGUAGE
) -> dict[str, Any]:
    """Run only the checks that need no alignment. Returns their report; raises as
    `prepare_corpus`."""
    checked, checks = _check_all(recordings.find_recordings(folder), log, language)
    recording_checks.require_minutes(sum(each.check.seconds for each in checked), min_minutes)
    return _build_report(checks, [], set())


def transcript_words(text: str, language: str = DEFAULT_LANGUAGE) -> list[Word]:
    """The spoken words of a transcript."""
    spans = sentence_spans(text, language)
    return [
        word
        for span in spans
        for word in verbalize_sentence(text, 0, span, language)
        if word.spoken
    ]


def _check_all(
    pending: list[TrainingRecording], log: StatusCallback, language: str
) -> tuple[list[CheckedRecording], list[RecordingCheck]]:
    checked: list[CheckedRecording] = []
    checks: list[RecordingCheck] = []
    symbols = select_symbol_set(language)
    with closing(Espeak().open(ESPEAK_LANGUAGES[language], language, 1.0)) as espeak:
        for number, recording in enumerate(pending, 1):
            log(f"checking {number} of {len(pending)} recordings")
            try:
                wave = recordings.load_audio(recording)
                result = recording_checks.measure_recording(recording.name, wave, recording.text)
                words = [] if result.faults else transcript_words(recording.text, language)
                sentence = _build_tokens(symbols, words, espeak.phonemize)
            except (UnusableRecording, SynthesisFailed) as error:
                checks.append(_rejection(recording, str(error)))
                continue
            checks.append(
                result if sentence or result.faults else replace(result, faults=("no words",))
            )
            if sentence:
                noise_spectrum = features.estimate_noise_spectrum(features.high_pass(wave))
                checked.append(CheckedRecording(recording, result, sentence, noise_spectrum))
    return checked, checks


def _rejection(recording: TrainingRecording, reason: str) -> RecordingCheck:
    return RecordingCheck(
        name=recording.name, seconds=0, peak=0, level=0, noise=0, faults=(reason,)
    )


def _build_tokens(
    symbols: SymbolSet, words: list[Word], phonemize: Callable[[list[Word]], list[str]]
) -> Tokens | None:
    spoken = [
        replace(word, spoken=piece, boundary=word.boundary if last else "")
        for word in words
        for piece, last in _split_hyphens(word.spoken)
    ]
    ipa_by_word = phonemize(spoken) if spoken else []
    numbered = enumerate(zip(spoken, ipa_by_word, strict=True))
    sentence = build_tokens(
        symbols,
        ((number, symbols.parse_ipa(ipa), word.boundary) for number, (word, ipa) in numbered),
    )
    return sentence if len(sentence.symbols) > 1 else None


def _split_hyphens(spoken: str) -> list[tuple[str, bool]]:
    pieces = spoken.replace("-", " ").split()
    return [(piece, number == len(pieces)) for number, piece in enumerate(pieces, 1)]


def _align_all(
    checked: list[CheckedRecording], work_dir: Path, log: StatusCallback
) -> Iterator[Clip]:
    """Clean each recording and compute its durations and pitch."""
    cleaned: list[tuple[Samples, NDArray[np.int64] | None, NDArray[np.float32]]] = []
    for number, each in enumerate(checked):
        log(f"cleaning and aligning {number + 1} of {len(checked)} recordings")
        neighbours = checked[max(0, number - NOISE_NEIGHBOURS // 2) :][:NOISE_NEIGHBOURS]
        noise = (
            np.maximum(
                np.median([n.noise_spectrum for n in neighbours], 0), each.noise_spectrum / 2
            )
            * NOISE_MARGIN
        )
        cleaned.append(_clean(each, noise.astype(np.float32), work_dir))
    log("training the aligner on this speaker")
    mels = [features.compute_log_mel(wave) for wave, _, _ in cleaned]
    sentences = [each.tokens for each in checked]
    durations, scores = alignment.learn_alignment(
        mels, sentences, [first for _, first, _ in cleaned]
    )
    for each, (wave, _, hz), frames, score in zip(checked, cleaned, durations, scores, strict=True):
        yield _build_clip(each, wave, hz, (frames, score))


def _clean(
    checked: CheckedRecording, noise: NDArray[np.float32], work_dir: Path
) -> tuple[Samples, NDArray[np.int64] | None, NDArray[np.float32]]:
    """Clean samples, initial labels and pitch, cached on disk."""

    def compute() -> dict[str, NDArray[Any]]:
        wave = _pad(features.normalize_level(_denoise(checked, noise)))
        initial = alignment.create_initial_labels(wave, checked.tokens, len(wave) // HOP)
        labels = np.zeros(0, np.int64) if initial is None else initial
        return {"wave": wave, "first": labels, "hz": track_pitch(wave)}

    arrays = load_or_compute_arrays(work_dir / "cleaned" / f"{checked.recording.name}.npz", compute)
    return arrays["wave"], arrays["first"] if len(arrays["first"]) else None, arrays["hz"]


def _denoise(checked: CheckedRecording, noise: NDArray[np.float32]) -> Samples:
    return features.denoise(features.high_pass(recordings.load_audio(checked.recording)), noise)


def _pad(wave: Samples) -> Samples:
    """Pad to whole frames, with silence and a fade at both ends."""
    wave = wave.copy()
    ramp = np.linspace(0, 1, FADE_SAMPLES, dtype=np.float32)
    wave[:FADE_SAMPLES] *= ramp
    wave[-FADE_SAMPLES:] *= ramp[::-1]
    return np.pad(wave, (EDGE_FRAMES * HOP, -len(wave) % HOP + EDGE_FRAMES * HOP))


def _build_clip(
    checked: CheckedRecording,
    wave: Samples,
    hz: NDArray[np.float32],
    aligned: tuple[list[int], float],
) -> Clip:
    """The clip, its silence at either end cut to `EDGE_FRAMES`."""
    frames, score = np.array(aligned[0]), aligned[1]
    lead, tail = max(0, int(frames[0]) - EDGE_FRAMES), max(0, int(frames[-1]) - EDGE_FRAMES)
    frames[0] -= lead
    frames[-1] -= tail
    end = len(wave) // HOP - tail
    voiceless = np.repeat(
        [symbol in VOICELESS_SYMBOLS for symbol in checked.tokens.symbols], frames
    )
    return Clip(
        name=checked.recording.name,
        text=checked.recording.text,
        score=score,
        ids=np.array(checked.tokens.ids),
        durations=frames,
        wave=wave[lead * HOP : end * HOP],
        hz=np.where(voiceless, 0, hz[lead:end]).astype(np.float32),
    )


def _drop_misfits(clips: list[Clip]) -> tuple[list[Clip], dict[str, tuple[str, ...]]]:
    """Drop clips that do not match their text or are of another speaker. Returns the rest and the
    reasons."""
    mismatched = recording_checks.find_outliers([clip.score for clip in clips])
    other_speaker = recording_checks.find_other_speakers([clip.median_pitch for clip in clips])
    faults = {
        clip.name: tuple(
            fault
            for fault, true in (
                ("the audio does not match the transcript", is_mismatched),
                ("another speaker, judging by the pitch", is_other_speaker),
            )
            if true
        )
        for clip, is_mismatched, is_other_speaker in zip(
            clips, mismatched, other_speaker, strict=True
        )
    }
    faults = {name: why for name, why in faults.items() if why}
    return [clip for clip in clips if clip.name not in faults], faults


def _build_report(
    checks: list[RecordingCheck], clips: list[Clip], held_out_names: set[str]
) -> dict[str, Any]:
    usable = [each for each in checks if not each.faults]
    return {
        "recordings": len(checks),
        "usable": len(usable),
        "minutes": round(sum(each.seconds for each in checks) / 60, 1),
        "usable_minutes": round(sum(each.seconds for each in usable) / 60, 1),
        "held_out": sorted(held_out_names),
        "questions": sum("?" in clip.text for clip in clips),
        "faults": {each.name: each.faults for each in checks if each.faults},
        "facts": [asdict(each) for each in checks],
    }
