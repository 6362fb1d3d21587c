from importlib.resources import files
from pathlib import Path

import pytest

from earshot.voices.gains import known_gain
from earshot.voices.paths import content_digest

KATHLEEN = content_digest(Path(str(files("earshot.voices").joinpath("house_voices/kathleen.onnx"))))


def test_the_gain_of_a_known_file_lies_between_those_of_the_paces_around_it() -> None:
    at = {pace: known_gain(KATHLEEN, pace) for pace in (1.0, 1.1, 1.25)}
    slow, between, fast = at.values()
    assert slow and between and fast and slow < between < fast


@pytest.mark.parametrize(("digest", "pace"), [("0" * 64, 1.0), (KATHLEEN, 3.0), (KATHLEEN, 0.1)])
def test_an_unknown_file_or_pace_is_measured(digest: str, pace: float) -> None:
    assert known_gain(digest, pace) is None
