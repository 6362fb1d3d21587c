"""From a folder of recordings to a corpus: checked, cleaned, aligned; with a report of both.

Every recording's own work is kept as it is done, so a killed run goes on where it was.
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
from earshot.script import sentence_spans, words
from earshot.training import alignment as aligning
from earshot.training import features as signals
from earshot.training import recording_checks as checking
from earshot.training import recordings
from earshot.training.checkpoints import kept_arrays
from earshot.training.dataset import Take, held_out, write_index, write_take
from earshot.training.features import HOP, RATE
from earshot.training.pitch import pitch
from earshot.training.recording_checks import Facts
from earshot.training.recordings import Recording
from earshot.voices.engines.espeak import Espeak
from earshot.voices.house_model.tokens import SLOTS, START, Tokens, phones, tokens

EDGE = round(0.06 * RATE / HOP)
"""Frames of silence that stay at either end."""
NEIGHBOURS = 21
"""Recordings whose noise is taken together: a room changes slowly, a guess from one is bad."""
NOISE_MARGIN = 10**0.2
FADE = 120
"""Samples."""
MUTE = {START, *SLOTS, *"p t k tʃ f θ s ʃ ʔ".split()}
"""Where there is no pitch, whatever a tracker bridges."""
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Heard:
    """A recording that may be learned from: its sound as it came, its tokens, its quiet frames."""

    recording: Recording
    facts: Facts
    tokens: Tokens
    quiet: NDArray[np.float32]


def prepare(folder: Path, work: Path, least: float, say: Progress) -> dict[str, Any]:
    """Make the corpus of `folder` in `work`; the report, which lies there too as `report.json`.

    Raises NoRecordings, TooLittleMaterial.
    """
    signals.use_threads(1)
    heard, facts = _heard(recordings.find(folder), say)
    checking.enough(sum(each.facts.seconds for each in heard), least)
    takes = list(_aligned(heard, work, say))
    takes, misfits = _fitting(takes)
    facts = [replace(each, faults=misfits.get(each.name, each.faults)) for each in facts]
    checking.enough(sum(take.seconds for take in takes), least)
    held = held_out([take.name for take in takes])
    for take in takes:
        write_take(work, take)
    report = _report(facts, takes, held)
    (work / "report.json").write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n")
    write_index(work, [(take.name, take.name in held) for take in takes])
    return report


def check(folder: Path, least: float, say: Progress) -> dict[str, Any]:
    """Only the checks that need no alignment, and their report. Raises as `prepare`."""
    heard, facts = _heard(recordings.find(folder), say)
    checking.enough(sum(each.facts.seconds for each in heard), least)
    return _report(facts, [], set())


def read_aloud(text: str) -> list[Word]:
    """The words of a transcript, as they are spoken."""
    spans = sentence_spans(text, "en-US")
    return [word for span in spans for word in words(text, 0, span, "en-US") if word.spoken]


def _heard(found: list[Recording], say: Progress) -> tuple[list[Heard], list[Facts]]:
    heard: list[Heard] = []
    facts: list[Facts] = []
    with closing(Espeak().open("en-us", "en-US", 1.0)) as reader:
        for number, recording in enumerate(found, 1):
            say(f"checking {number} of {len(found)} recordings")
            try:
                wave = recordings.sound(recording)
                fact = checking.heard(recording.name, wave, recording.text)
                said = _tokens(recording.text, reader.phonemes) if not fact.faults else None
            except (UnusableRecording, SynthesisFailed) as error:
                facts.append(_refused(recording, str(error)))
                continue
            facts.append(fact if said or fact.faults else replace(fact, faults=("no words",)))
            if said:
                quiet = signals.quiet_spectrum(signals.high_passed(wave))
                heard.append(Heard(recording, fact, said, quiet))
    return heard, facts


def _refused(recording: Recording, why: str) -> Facts:
    return Facts(name=recording.name, seconds=0, peak=0, level=0, noise=0, faults=(why,))


def _tokens(text: str, phonemes: Callable[[list[Word]], list[str]]) -> Tokens | None:
    spoken = [
        replace(word, spoken=piece, boundary=word.boundary if last else "")
        for word in read_aloud(text)
        for piece, last in _pieces(word.spoken)
    ]
    heard = phonemes(spoken) if spoken else []
    said = enumerate(zip(spoken, heard, strict=True))
    made = tokens((number, phones(ipa), word.boundary) for number, (word, ipa) in said)
    return made if len(made.symbols) > 1 else None


def _pieces(spoken: str) -> list[tuple[str, bool]]:
    pieces = spoken.replace("-", " ").split()
    return [(piece, number == len(pieces)) for number, piece in enumerate(pieces, 1)]


def _aligned(heard: list[Heard], work: Path, say: Progress) -> Iterator[Take]:
    """Each recording cleaned, with its durations and its pitch."""
    cleaned: list[tuple[Samples, NDArray[np.int64] | None, NDArray[np.float32]]] = []
    for number, each in enumerate(heard):
        say(f"cleaning and aligning {number + 1} of {len(heard)} recordings")
        near = heard[max(0, number - NEIGHBOURS // 2) :][:NEIGHBOURS]
        noise = np.maximum(np.median([n.quiet for n in near], 0), each.quiet / 2) * NOISE_MARGIN
        cleaned.append(_cleaned(each, noise.astype(np.float32), work))
    say("learning this speaker's sounds")
    mels = [signals.log_mel(wave) for wave, _, _ in cleaned]
    sentences = [each.tokens for each in heard]
    found, scores = aligning.learned(mels, sentences, [first for _, first, _ in cleaned])
    for each, (wave, _, hz), frames, score in zip(heard, cleaned, found, scores, strict=True):
        yield _take(each, wave, hz, (frames, score))


def _cleaned(
    each: Heard, noise: NDArray[np.float32], work: Path
) -> tuple[Samples, NDArray[np.int64] | None, NDArray[np.float32]]:
    """Sound, first labels and pitch; found once and kept."""

    def find() -> dict[str, NDArray[Any]]:
        wave = _padded(signals.levelled(_noiseless(each, noise)))
        first = aligning.first_labels(wave, each.tokens, len(wave) // HOP)
        labels = np.zeros(0, np.int64) if first is None else first
        return {"wave": wave, "first": labels, "hz": pitch(wave)}

    made = kept_arrays(work / "cleaned" / f"{each.recording.name}.npz", find)
    return made["wave"], made["first"] if len(made["first"]) else None, made["hz"]


def _noiseless(each: Heard, noise: NDArray[np.float32]) -> Samples:
    return signals.denoised(signals.high_passed(recordings.sound(each.recording)), noise)


def _padded(wave: Samples) -> Samples:
    """Whole frames, with silence and a fade at both ends."""
    wave = wave.copy()
    ramp = np.linspace(0, 1, FADE, dtype=np.float32)
    wave[:FADE] *= ramp
    wave[-FADE:] *= ramp[::-1]
    return np.pad(wave, (EDGE * HOP, -len(wave) % HOP + EDGE * HOP))


def _take(
    each: Heard, wave: Samples, hz: NDArray[np.float32], found: tuple[list[int], float]
) -> Take:
    """The take, its silence at either end cut to `EDGE`."""
    frames, score = np.array(found[0]), found[1]
    cut, rest = max(0, int(frames[0]) - EDGE), max(0, int(frames[-1]) - EDGE)
    frames[0] -= cut
    frames[-1] -= rest
    end = len(wave) // HOP - rest
    silent = np.repeat([symbol in MUTE for symbol in each.tokens.symbols], frames)
    return Take(
        name=each.recording.name, text=each.recording.text, score=score,
        ids=np.array(each.tokens.ids), durations=frames,
        wave=wave[cut * HOP : end * HOP], hz=np.where(silent, 0, hz[cut:end]).astype(np.float32),
    )  # fmt: skip


def _fitting(takes: list[Take]) -> tuple[list[Take], dict[str, tuple[str, ...]]]:
    """Those whose text is what is said, by the one speaker; and why the others are not."""
    wrong = checking.misfits([take.score for take in takes])
    other = checking.strangers([take.median_pitch for take in takes])
    faults = {
        take.name: tuple(
            fault
            for fault, true in (
                ("what is said is not what is written", text),
                ("another speaker, by the pitch", stranger),
            )
            if true
        )
        for take, text, stranger in zip(takes, wrong, other, strict=True)
    }
    faults = {name: why for name, why in faults.items() if why}
    return [take for take in takes if take.name not in faults], faults


def _report(facts: list[Facts], takes: list[Take], held: set[str]) -> dict[str, Any]:
    good = [each for each in facts if not each.faults]
    return {
        "recordings": len(facts),
        "usable": len(good),
        "minutes": round(sum(each.seconds for each in facts) / 60, 1),
        "usable_minutes": round(sum(each.seconds for each in good) / 60, 1),
        "held_out": sorted(held),
        "questions": sum("?" in take.text for take in takes),
        "faults": {each.name: each.faults for each in facts if each.faults},
        "facts": [asdict(each) for each in facts],
    }
