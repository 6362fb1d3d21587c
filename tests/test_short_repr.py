"""The `repr` of an article and its recording in a Python console."""

from pathlib import Path

from earshot import narrate

HARBOUR = Path(__file__).parents[1] / "examples/harbour.html"
SCREEN = 6 * 100
"""Characters: six lines."""


def test_an_article_and_its_recording_fit_a_screen() -> None:
    narration = narrate(HARBOUR, voice="silent:reader")
    segment = next(iter(narration.segments))
    for each in (narration, narration.script, narration.script.article, segment):
        assert len(repr(each)) < SCREEN, each
    assert "headline='Harbour wall reopens" in repr(narration)
    assert "utterances=<29 × Utterance>" in repr(narration.script)
    assert f"samples=<{len(segment.samples)} samples>" in repr(segment)
