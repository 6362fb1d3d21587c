"""A stage of training: limited by the clock, reported on, and resumable at any kill.

`state.pt` holds all that is needed to go on, `log.jsonl` a line of figures for each report. The
voice that comes out is the moving average of the weights, which is better than any of them.
"""

from __future__ import annotations

import json
import math
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from earshot.training import dataset as corpus
from earshot.training.acoustic_model import MEL_MEAN, MEL_SPREAD, Sizes
from earshot.training.checkpoints import STATE, load_state, save_state
from earshot.training.dataset import Lesson, crops, utterances
from earshot.training.discriminators import Critics
from earshot.training.features import HOP, use_threads
from earshot.training.losses import WEIGHTS, SpectralDistance, acoustic_losses
from earshot.training.train_steps import SEGMENT, Workshop, optimizers, predicted, step
from earshot.training.vocoder import Speaking, white

STAGES = ("acoustic", "vocoder", "joint")
RATES = {"acoustic": 1e-3, "vocoder": 5e-4, "joint": 4e-4}
BATCHES = {"acoustic": 16, "vocoder": 8, "joint": 8}
ON_GPU = 4
"""How many times larger a batch is on a GPU."""
DECAY = 0.998
"""Of the moving average of the weights."""
WARM_UP = 100
"""Steps in which the rate rises, at the start and after each resumption."""
LAST = 0.02
"""Of the highest rate, what is left at a stage's end."""
AGAIN = 0.5
"""Of the rate, for a voice that has learned already."""
WARMING = 200
"""Steps in which critics that are new to a finished voice learn alone: what they say before that
would only undo what it can."""
PATIENCE = 3
"""Reports without a better figure after which the acoustic stage is over: an hour of speech is
soon learned by heart."""
BREATH = 60.0
"""Seconds that a step may take. Longer ones were spent asleep, and are not counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How a voice is trained: minutes for each stage, and how often it reports and saves."""

    minutes: float
    steps: int = 10**9
    """At most so many in this run, whatever the clock says."""
    report_every: int = 200
    save_seconds: float = 60.0
    sizes: Sizes = field(default_factory=Sizes)
    threads: int = 1
    """Of a CPU."""


@dataclass(slots=True)
class Best:
    """The averaged weights of the acoustic stage that did best on the sentences kept out."""

    figure: float = math.inf
    average: list[Tensor] = field(default_factory=list)
    stale: int = 0
    """Reports since then."""

    def look(self, held: dict[str, float], average: list[Tensor]) -> None:
        figure = sum(weight * held[f"held_{name}"] for name, weight in WEIGHTS.items())
        self.stale += 1
        if figure < self.figure:
            self.figure, self.stale = figure, 0
            self.average = [weight.clone() for weight in average]


class Run:
    """A training in a folder, from where it is."""

    def __init__(self, work: Path, stage: str, plan: Plan) -> None:
        use_threads(plan.threads)
        self.work, self.stage, self.plan = work, stage, plan
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        state = load_state(work / STATE)
        begun = Sizes(**state["sizes"]) if state else None
        known = begun.log_f0 if begun else None
        train, self.held, log_f0 = corpus.load(work, self.device, known)
        sizes = begun or replace(plan.sizes, log_f0=log_f0)
        torch.manual_seed(state.get("step_sum", 1))
        self.voice, self.critics = Speaking(sizes).to(self.device), Critics().to(self.device)
        self.steps: dict[str, int] = dict(state.get("steps", {}))
        self.done: dict[str, float] = dict(state.get("done", {}))
        self.begun: dict[str, str] = dict(state.get("begun", {}))
        self.warmed: int = state.get("warmed", WARMING)
        self.best = Best(**state["best"]) if "best" in state else Best()
        if state:
            self.voice.load_state_dict(state["voice"])
            self.critics.load_state_dict(state["critics"])
        self.average = [weight.detach().clone() for weight in self.voice.parameters()]
        self.count = 0
        ours, theirs = optimizers(stage, self.voice, self.critics)
        long_enough = [lesson for lesson in train if lesson.frames > SEGMENT]
        self.shop = Workshop(
            stage=stage, voice=self.voice, critics=self.critics, train=long_enough,
            batch=BATCHES[stage] * (ON_GPU if self.device.type == "cuda" else 1),
            device=self.device, distance=SpectralDistance().to(self.device),
            random=random.Random(state.get("step_sum", 1)), optimizer=ours, critic_optimizer=theirs,
        )  # fmt: skip
        self._restore(state)

    def go(self, say: Callable[[str], None]) -> None:
        """Train until the stage's minutes are over, counting those of earlier runs; the acoustic
        one also ends where it gets no better."""
        if self._progress() >= 1:
            return  # nor is anything saved: the state may be that of a later stage
        if self.stage == "acoustic" and not self.best.average:
            self.best.look(held_figures(self.averaged(), self.held), self.average)
        last = marked = saved = time.monotonic()
        first = at_mark = self.steps.get(self.stage, 0)
        self.voice.train()
        while self._progress() < 1 and self.steps.get(self.stage, 0) - first < self.plan.steps:
            losses = self._step(self.steps.get(self.stage, 0) - first)
            now, number = time.monotonic(), self.steps[self.stage]
            spent, last = min(now - last, BREATH), now
            self.done[self.stage] = self.done.get(self.stage, 0.0) + spent / 60
            if number % self.plan.report_every == 0:
                pace = (number - at_mark) / max(now - marked, 1e-9)
                say(self._report(losses, pace))
                marked, at_mark = time.monotonic(), number
            if now - saved > self.plan.save_seconds:
                self.save()
                say(self._place())
                saved = time.monotonic()
        self.save()

    def _step(self, since_start: int) -> dict[str, Tensor]:
        self._set_rate(since_start)
        self.shop.critics_only = self.stage != "acoustic" and self.warmed < WARMING
        losses = step(self.shop)
        if self.shop.critics_only:
            self.warmed += 1
        else:
            self._follow()
        self.steps[self.stage] = self.steps.get(self.stage, 0) + 1
        return losses

    def averaged(self) -> Speaking:
        """A copy of the voice with the averaged weights."""
        twin = Speaking(self.voice.sizes).to(self.device)
        with torch.no_grad():
            for weight, mean in zip(twin.parameters(), self.average, strict=True):
                weight.copy_(mean)
        return twin.eval()

    def save(self) -> None:
        if self.stage == "acoustic" and self._progress() >= 1 and self.best.average:
            self.average = self.best.average
        state: dict[str, Any] = {
            "sizes": asdict(self.voice.sizes), "voice": self.voice.state_dict(),
            "critics": self.critics.state_dict(), "average": self.average, "count": self.count,
            "stage": self.stage, "steps": self.steps, "done": self.done,
            "step_sum": sum(self.steps.values()) + 1, "begun": self.begun, "warmed": self.warmed,
            "best": asdict(self.best),
            "optimizer": self.shop.optimizer.state_dict(),
            "critic_optimizer": self.shop.critic_optimizer.state_dict(),
        }  # fmt: skip
        save_state(self.work / STATE, state)

    def _restore(self, state: dict[str, Any]) -> None:
        """The averages and optimizers of a run of the same stage; a new stage begins at the
        averaged weights of the one before."""
        if "average" not in state:
            return
        held = [mean.to(self.device) for mean in state["average"]]
        if state["stage"] == self.stage:
            self.average, self.count = held, state["count"]
            self.shop.optimizer.load_state_dict(state["optimizer"])
            self.shop.critic_optimizer.load_state_dict(state["critic_optimizer"])
            return
        with torch.no_grad():
            for weight, mean in zip(self.voice.parameters(), held, strict=True):
                weight.copy_(mean)
        self.average = held

    def _progress(self) -> float:
        if self.stage == "acoustic" and self.best.stale >= PATIENCE:
            return 1.0
        return self.done.get(self.stage, 0.0) / max(self.plan.minutes, 1e-9)

    def _set_rate(self, since_start: int) -> None:
        """A cosine over the stage's minutes, after a short rise."""
        curve = 0.5 * (1 + math.cos(math.pi * min(1.0, self._progress())))
        warm = min(1.0, (since_start + 1) / WARM_UP)
        highest = RATES[self.stage] * (AGAIN if self.begun else 1.0)
        rate = highest * warm * (LAST + (1 - LAST) * curve)
        for optimizer in (self.shop.optimizer, self.shop.critic_optimizer):
            for group in optimizer.param_groups:
                group["lr"] = rate * group["scale"]

    def _follow(self) -> None:
        self.count += 1
        keep = min(DECAY, self.count / (self.count + 10))
        now = [weight.detach() for weight in self.voice.parameters()]
        with torch.no_grad():
            torch._foreach_lerp_(self.average, now, 1 - keep)

    def _place(self) -> str:
        step, minutes = self.steps[self.stage], self.done[self.stage]
        return f"{self.stage}: step {step}, {minutes:.1f} of {self.plan.minutes:.1f} minutes"

    def _report(self, losses: dict[str, Tensor], pace: float) -> str:
        facts: dict[str, Any] = {"stage": self.stage, "step": self.steps[self.stage]}
        facts |= {"minutes": round(self.done[self.stage], 2), "steps_a_second": round(pace, 2)}
        facts |= {name: round(loss.item(), 4) for name, loss in losses.items()}
        held = held_figures(self.averaged(), self.held)
        if self.stage == "acoustic":
            self.best.look(held, self.average)
        facts |= {name: round(x, 4) for name, x in held.items()}
        with (self.work / "log.jsonl").open("a") as log:
            log.write(json.dumps(facts) + "\n")
        return (
            f"{self.stage}: step {facts['step']}, held-out mel {facts['held_mel']:.3f}, "
            f"wave {facts['held_wave']:.3f} ({pace:.1f} steps a second)"
        )


@torch.no_grad()
def held_figures(voice: Speaking, held: Sequence[Lesson]) -> dict[str, float]:
    """Of the sentences kept out of training: the acoustic model's losses, and how far the wave is
    from the recording (log-mel L1), through the vocoder alone and the whole way."""
    device = next(voice.parameters()).device
    batch = utterances(held)
    x, mask = voice.acoustic.encoder(batch["ids"])
    out = voice.acoustic.predicted(x, mask)
    x = voice.acoustic.coloured(x, batch["pitch"], batch["energy"])
    y, out["frame_mask"] = voice.acoustic.expand(x, batch["durations"], batch["mel"].shape[2])
    out["mel"], out["f0"] = voice.acoustic.decoder(y, out["frame_mask"])
    losses = acoustic_losses(out, batch, voice.acoustic.log_f0)
    figures = {f"held_{name}": float(loss) for name, loss in losses.items()}
    cut = [lesson for lesson in held if lesson.frames > SEGMENT + 32]
    return figures | (_wave_figures(voice, cut, device) if cut else {"held_wave": 0.0})


def _wave_figures(
    voice: Speaking, held: Sequence[Lesson], device: torch.device
) -> dict[str, float]:
    starts = [16] * len(held)
    real = crops(held, starts, SEGMENT, ("wave", "mel", "hz", "voiced"))
    noise = white(SEGMENT * HOP, device).expand(len(held), -1)
    mel = real["mel"] * MEL_SPREAD + MEL_MEAN
    distance = SpectralDistance().to(device)
    copied = distance(voice.vocoder(mel, real["hz"], real["voiced"], noise), real["wave"])[0]
    told, _ = predicted(voice, held, starts, device)
    whole = distance(voice.vocoder(*told, noise).float(), real["wave"])[0]
    return {"held_copy": float(copied), "held_wave": float(whole)}
