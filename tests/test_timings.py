"""Word timings compared with an independent aligner, on a whole article."""

import tomllib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from aligner import ReferenceAligner

from earshot import build_script
from earshot.voices.fallback import synthesize_with_fallback
from earshot.voices.registry import open_voice

ROOT = Path(__file__).resolve().parents[1]
FLOORS = tomllib.loads((ROOT / "tests/floors.toml").read_text("utf-8"))["timings"]
ENOUGH = 120
"""Words; the aligner needs all words of a sentence in its dictionary."""


def onset_errors(voice_name: str) -> Iterator[float]:
    """The error in milliseconds for each word of the example story that the aligner finds."""
    aligner = ReferenceAligner()
    script = build_script(ROOT / "examples/harbour.html")
    with closing(open_voice(voice_name, "en", 1.0)) as voice:
        for utterance in script.utterances:
            if aligner.has_all_words(utterance):
                errors = aligner.onset_errors(utterance, synthesize_with_fallback(voice, utterance))
                yield from (abs(error) * 1000 for error in errors)


@pytest.mark.parametrize("voice", FLOORS)
def test_words_are_spoken_at_their_times(voice: str) -> None:
    errors = list(onset_errors(voice))
    assert len(errors) >= ENOUGH
    assert np.median(errors) <= FLOORS[voice]["median_ms"]["floor"]
    assert np.percentile(errors, 95) <= FLOORS[voice]["p95_ms"]["floor"]
