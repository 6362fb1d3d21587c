"""The whole way from a folder of recordings to the file of a voice."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from earshot.errors import NothingTrained
from earshot.training.checkpoints import STATE, load_state
from earshot.training.dataset import is_whole, log_pitch
from earshot.training.evaluation import judge
from earshot.training.export import export
from earshot.training.features import RATE
from earshot.training.finetune import begin, check_start
from earshot.training.preprocess import prepare
from earshot.training.trainer import STAGES, Plan, Run
from earshot.voices.house_model.card import Card
from earshot.voices.house_model.tokens import EDITION

LANGUAGE = "en-US"
"""The only one whose phonemes the symbols hold."""
SHARES = {"acoustic": 0.15, "vocoder": 0.25, "joint": 0.6}
"""Of the minutes: the joint stage gains most from each of its own."""
HALF_TRAINED = 3_000
"""Steps of the joint stage under which a voice is marked as taken out half-way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    """Whose voice it is, and by whose leave it is made."""

    speaker: str
    licence: str
    consent: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is wanted of which recordings. `work` is where it is done, and kept between runs."""

    folder: Path
    file: Path
    work: Path
    leave: Leave
    least: float = 10.0
    """Minutes of good material under which nothing is made of it."""
    start: Path | None = None
    """The file of a voice to begin at, instead of at nothing."""


def make(order: Order, plan: Plan, say: Callable[[str], None]) -> dict[str, Any]:
    """Prepare, train, export and judge; the judgement, which lies in the file's card too.

    What is there of an earlier run is gone on with. Raises NoRecordings, TooLittleMaterial, and
    BrokenVoice or BadOption where the training cannot begin at `order.start`.
    """
    if order.start:
        check_start(order.start)
    order.work.mkdir(parents=True, exist_ok=True)
    if not is_whole(order.work):
        prepare(order.folder, order.work, order.least, say)
    if order.start:
        begin(order.work, order.start, log_pitch(order.work))
    for stage in STAGES:
        Run(order.work, stage, replace(plan, minutes=_minutes(order.work, stage, plan))).go(say)
    return finish(order, say)


def _minutes(work: Path, stage: str, plan: Plan) -> float:
    """Of a stage: its share, and for the last all that the others left."""
    if stage != STAGES[-1]:
        return plan.minutes * SHARES[stage]
    done: dict[str, float] = load_state(work / STATE).get("done", {})
    return plan.minutes - sum(done.get(other, 0.0) for other in STAGES[:-1])


def finish(order: Order, say: Callable[[str], None]) -> dict[str, Any]:
    """The file of what has been trained so far, however far that is. Raises NothingTrained."""
    if not is_whole(order.work) or not (order.work / STATE).exists():
        raise NothingTrained(work=order.work)
    say("exporting and judging")
    run = Run(order.work, STAGES[-1], Plan(minutes=0))
    voice = run.averaged()
    card = _card(order.leave, run.steps, run.begun.get("lineage", ""))
    export(voice, card, order.file)
    figures = judge(order.file, voice, run.held)
    export(voice, replace(card, figures=json.dumps(figures)), order.file)
    return figures


def _card(leave: Leave, steps: dict[str, int], lineage: str = "") -> Card:
    finished = steps.get("joint", 0) >= HALF_TRAINED
    return Card(
        speaker=leave.speaker, language=LANGUAGE, licence=leave.licence, consent=leave.consent,
        source="; ".join(filter(None, (leave.source, lineage))), edition=EDITION, rate=str(RATE),
        steps=", ".join(f"{name} {count}" for name, count in steps.items()) or "none",
        finished="yes" if finished else "no",
    )  # fmt: skip
