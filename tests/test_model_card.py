from pathlib import Path

import pytest
from house_models import CARD, write_model

from earshot.errors import BrokenVoice
from earshot.voices.house_model.model_card import read_card


def test_a_voice_names_its_speaker(tmp_path: Path) -> None:
    assert read_card(write_model(tmp_path / "hum.onnx"), "house:hum") == CARD


def test_a_model_without_a_card_is_not_a_house_voice(tmp_path: Path) -> None:
    file = write_model(tmp_path / "hum.onnx", card=None)
    with pytest.raises(BrokenVoice, match="no card"):
        read_card(file, "house:hum")


@pytest.mark.parametrize("content", [b"", b"not a model", b"\x72\xff\xff\xff\xff\x0f"])
def test_a_file_that_is_not_a_model_is_rejected(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "hum.onnx"
    file.write_bytes(content)
    with pytest.raises(BrokenVoice, match=r"hum\.onnx"):
        read_card(file, "house:hum")
