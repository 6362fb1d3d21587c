from pathlib import Path

import pytest
from house_models import write_model

from earshot import Article, Block, build_script
from earshot.server.storage.recordings import build_plan
from earshot.synthesis.roles import NARRATOR
from earshot.synthesis.synthesizer import Synthesizer


def segment_keys(*texts: str) -> set[str]:
    blocks = tuple(Block(kind="paragraph", text=text) for text in texts)
    script = build_script(Article(headline="", blocks=blocks))
    voices = Synthesizer(script, {NARRATOR: "house:hum"}, 1.0)
    return {each.key for each in build_plan(script, voices.name, voices.fingerprints).segments}


def test_a_correction_reuses_segments_of_the_same_voice_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EARSHOT_VOICES", str(tmp_path))
    write_model(tmp_path / "house" / "hum.onnx")
    recorded = segment_keys("Nobody left.", "The bridge opened.")
    assert len(recorded & segment_keys("Nobody left.", "The bridge was closed.")) == 1
    write_model(tmp_path / "house" / "hum.onnx", steps="more")
    assert not recorded & segment_keys("Nobody left.", "The bridge was closed.")
