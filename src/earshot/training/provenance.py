"""Whose speech a voice is trained on, for its card."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from earshot.training.features import SAMPLE_RATE
from earshot.training.plan import JOINT
from earshot.voices.house_model.constants import DEFAULT_LANGUAGE
from earshot.voices.house_model.model_card import NO_CONSENT_NEEDED, VoiceCard
from earshot.voices.house_model.symbols import select_symbol_set

MIN_JOINT_STEPS, MIN_DISTILLED_STEPS = 3_000, 1_000
"""A voice with fewer steps in the joint stage is marked as unfinished; one with a teacher needs no
joint stage, but so many steps in the acoustic one."""
TEACHER_FILE = "teacher.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Teacher:
    """The voice that spoke the recordings, for the card of the voice that learns from them."""

    voice: str
    """engine:speaker"""
    licence: str
    language: str
    """BCP 47."""
    fingerprint: str
    """Of the engine, the model file and the style."""

    @property
    def speaker(self) -> str:
        return self.voice.partition(":")[2]

    def describe(self) -> str:
        return f"{self.voice} ({self.licence}; {self.fingerprint})"


def read_teacher(folder: Path) -> Teacher | None:
    """The teacher of a folder of recordings; None if a person spoke them."""
    file = folder / TEACHER_FILE
    return Teacher(**json.loads(file.read_text("utf-8"))) if file.is_file() else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """The speaker of the voice, and their consent; or the teacher, which needs none."""

    speaker: str
    licence: str
    consent: str
    source: str
    language: str = DEFAULT_LANGUAGE
    """BCP 47; one of `ESPEAK_LANGUAGES`."""
    teacher: str = ""

    @classmethod
    def of_teacher(cls, teacher: Teacher) -> Consent:
        """No person spoke the recordings."""
        return cls(
            speaker=teacher.speaker, licence=teacher.licence, language=teacher.language,
            consent=NO_CONSENT_NEEDED,
            source=f"recordings of {teacher.voice}", teacher=teacher.describe(),
        )  # fmt: skip


def build_card(consent: Consent, steps: dict[str, int], lineage: str = "") -> VoiceCard:
    finished = steps.get(JOINT, 0) >= MIN_JOINT_STEPS
    if consent.teacher and JOINT not in steps:
        finished = steps.get("acoustic", 0) >= MIN_DISTILLED_STEPS
    return VoiceCard(
        speaker=consent.speaker,
        language=consent.language,
        licence=consent.licence,
        consent=consent.consent,
        source="; ".join(filter(None, (consent.source, lineage))),
        edition=select_symbol_set(consent.language).version,
        rate=str(SAMPLE_RATE),
        steps=", ".join(f"{name} {count}" for name, count in steps.items()) or "none",
        finished="yes" if finished else "no",
        teacher=consent.teacher,
    )
