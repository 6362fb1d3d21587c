"""Distillation: a larger voice speaks the sentences that a house voice is trained on."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

import numpy as np

from earshot.audio import ffmpeg
from earshot.audio.dsp import silence
from earshot.errors import InvalidOption, SynthesisFailed
from earshot.files import atomic_write, write_file
from earshot.model import Article, Block, Samples, Utterance
from earshot.script.builder import build_script
from earshot.training.features import SAMPLE_RATE
from earshot.training.labelled_set import OPUS
from earshot.training.provenance import TEACHER_FILE, Teacher, read_teacher
from earshot.training.recordings import METADATA_FILE
from earshot.voices.house_model.constants import DEFAULT_LANGUAGE, ESPEAK_LANGUAGES
from earshot.voices.protocol import Voice
from earshot.voices.registry import find_voice, open_voice, voice_language

GAP_SECONDS = 0.1
"""Silence between two utterances of a sentence."""
MAX_PEAK = 0.9
"""Peak of a recording. Some voices of Kokoro exceed full scale, where a file would clip them."""


def record_teacher(
    voice: str, prompts: Sequence[str], folder: Path, log: Callable[[str], None]
) -> Teacher:
    """Record a voice speaking each prompt, as a folder that `train_voice` takes. Existing
    recordings are kept, so an interrupted run resumes.

    Raises InvalidOption if the licence of the voice is unknown or the folder has another teacher,
    and VoiceError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    texts = {f"s{number:05}": " ".join(prompt.split()) for number, prompt in enumerate(prompts)}
    language = voice_language(voice, DEFAULT_LANGUAGE)
    if language not in ESPEAK_LANGUAGES:
        expected = f"it must speak one of the languages {', '.join(ESPEAK_LANGUAGES)}"
        raise InvalidOption(option="teacher", value=voice, expected=expected)
    with closing(open_voice(voice, language, 1.0)) as opened:
        teacher = Teacher(
            voice=opened.name,
            licence=_find_licence(opened.name, language),
            language=language,
            fingerprint=opened.fingerprint,
        )
        _check_same(folder, teacher)
        _write(folder / TEACHER_FILE, json.dumps(asdict(teacher), indent=1) + "\n")
        _write(folder / METADATA_FILE, "".join(f"{n}|{text}\n" for n, text in texts.items()))
        for name, text in texts.items():
            log(f"{opened.name} speaks {name} of {len(texts)} sentences")
            _record(opened, _build_utterances(text, language), folder / f"{name}.opus")
    return teacher


def _find_licence(voice: str, language: str) -> str:
    """Raises InvalidOption and VoiceError."""
    found = find_voice(voice, language)
    if licence := found.speaker.licence or found.licence:
        return licence
    expected = "its licence is unknown, and so is whether another voice may learn from it"
    raise InvalidOption(option="teacher", value=voice, expected=expected)


def _check_same(folder: Path, teacher: Teacher) -> None:
    before = read_teacher(folder)
    if before and before != teacher:
        expected = f"{folder} has recordings of {before.describe()}; choose another directory"
        raise InvalidOption(option="teacher", value=teacher.describe(), expected=expected)


def _build_utterances(text: str, language: str) -> tuple[Utterance, ...]:
    block = Block(kind="paragraph", text=text)
    article = Article(headline="", blocks=(block,), language=language)
    return build_script(article, intro=False).utterances


def _record(voice: Voice, utterances: Sequence[Utterance], file: Path) -> None:
    if file.exists():
        return
    samples = _speak(voice, utterances)
    if not len(samples):
        return  # it is reported with the other unusable recordings
    samples = samples * min(1.0, MAX_PEAK / float(np.abs(samples).max(initial=MAX_PEAK)))
    with atomic_write(file) as temporary:
        ffmpeg.encode(
            [ffmpeg.resample(samples, voice.rate, SAMPLE_RATE)], SAMPLE_RATE, temporary, OPUS
        )


def _speak(voice: Voice, utterances: Sequence[Utterance]) -> Samples:
    """All utterances of a sentence; nothing if the voice cannot speak one of them."""
    pieces: list[Samples] = []
    try:
        for utterance in utterances:
            gap = silence(round(GAP_SECONDS * voice.rate))
            pieces += [voice.synthesize(utterance).samples, gap]
    except SynthesisFailed:
        return np.zeros(0, np.float32)
    return np.concatenate([np.zeros(0, np.float32), *pieces[:-1]])


def _write(file: Path, text: str) -> None:
    write_file(file, text)
