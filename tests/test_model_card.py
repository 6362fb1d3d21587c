from pathlib import Path

import pytest
from house_models import CARD, write_model

from earshot.errors import BrokenVoice
from earshot.voices.engines.house import PACKAGED_DIR
from earshot.voices.house_model.model_card import NO_CONSENT_NEEDED, read_card


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


def test_a_distilled_voice_without_its_teacher_is_refused(tmp_path: Path) -> None:
    teacher = "kokoro:af_heart (Apache-2.0)"
    named = write_model(tmp_path / "named.onnx", consent=NO_CONSENT_NEEDED, teacher=teacher)
    assert read_card(named, "house:named").teacher == teacher
    unnamed = write_model(tmp_path / "unnamed.onnx", consent=NO_CONSENT_NEEDED)
    with pytest.raises(BrokenVoice, match="does not name the voice that was its teacher"):
        read_card(unnamed, "house:unnamed")


@pytest.mark.parametrize("file", sorted(PACKAGED_DIR.glob("*.onnx")), ids=lambda file: file.stem)
def test_a_packaged_voice_is_finished_and_says_whose_it_is(file: Path) -> None:
    card = read_card(file, file.stem)
    assert card.finished != "no"
    assert card.speaker and card.licence and card.consent and card.source
