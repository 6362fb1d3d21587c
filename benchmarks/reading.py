"""Text normalization and pronunciation compared with other packages: `python -m benchmarks.reading
[PYTHON]`, all ratios from one run.

PYTHON is an interpreter with wetext, spokenform and phonemizer-fork (`pip install` takes a minute,
without models); without it they are skipped. NeMo is in `benchmarks.reading_languages`, because its
grammars take minutes to build. misaki is not included: its English needs a spaCy model.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks.story import make_story

CASES = Path(__file__).parents[2] / "shared/evaluation/reading"
CASE_SETS = ("news_cases", "text_normalization")
NORMALIZERS = ("ours", "num2words", "wetext", "spokenform")
PRONOUNCERS = ("ours with pronunciation", "phonemizer")
WORDS = 5_000


@dataclass(frozen=True, slots=True)
class PeerResult:
    """Result of one package in a separate process: CPU seconds, and its output."""

    start: float
    seconds: float
    said: list[str]


def main() -> None:
    blocks = [block.text for block in make_story(WORDS).blocks]
    cases = {name: _load_cases(name) for name in CASE_SETS}
    written = [case["written"] for name in CASE_SETS for case in cases[name]]
    words = len(" ".join(blocks).split())
    runs: dict[str, PeerResult] = {}
    for name in (*NORMALIZERS, *PRONOUNCERS):
        result = _run_peer(name, blocks, written)
        if not result:
            print(f"{name:24} left out: PYTHON does not have it")
            continue
        runs[name] = result
        columns = [f"{1e6 * result.seconds / words:7.1f} ms for 1,000 words"]
        columns += [f"{result.start:5.2f} s to the first", _compare_to_ours(runs, name)]
        columns += _score(cases, result) if name in NORMALIZERS else []
        print(f"{name:24} {'  '.join(filter(None, columns))}")


def _compare_to_ours(runs: dict[str, PeerResult], name: str) -> str:
    group = NORMALIZERS if name in NORMALIZERS else PRONOUNCERS
    ours = runs.get(group[0])
    return f"{runs[name].seconds / ours.seconds:5.1f} x ours" if ours and name != group[0] else ""


def _load_cases(name: str) -> list[dict[str, Any]]:
    file = CASES / f"{name}.jsonl"
    lines = file.read_text("utf-8").splitlines() if file.is_file() else []
    return [json.loads(line) for line in lines]


def _score(cases: dict[str, list[dict[str, Any]]], result: PeerResult) -> list[str]:
    """The share of correct open cases, by their own scorer."""
    if not any(cases.values()):
        return []
    scorer = load_scorer("score_tn")
    said, columns = iter(result.said), []
    for name in CASE_SETS:
        right = [scorer.correct(next(said), case) for case in cases[name]]
        columns.append(f"{name} {sum(right) / len(right):.1%}")
    return columns


def load_scorer(name: str) -> ModuleType:
    """One of the scorers beside the cases."""
    spec = importlib.util.spec_from_file_location(name, CASES / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _run_peer(name: str, blocks: list[str], written: list[str]) -> PeerResult | None:
    ours = name.startswith("ours") or name == "num2words"
    python = sys.executable if ours else next(iter(sys.argv[1:]), "")
    if not python:
        return None
    request = json.dumps({"name": name, "blocks": blocks, "written": written})
    command = [python, str(Path(__file__).with_name("reading_peer.py"))]
    completed = subprocess.run(command, input=request, capture_output=True, text=True, check=False)
    return PeerResult(**json.loads(completed.stdout)) if completed.returncode == 0 else None


if __name__ == "__main__":
    main()
