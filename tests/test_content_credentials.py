"""Signed recordings, with a real certificate chain and the C2PA library."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from certificates import SIGNER, write_certificates
from mutagen.mp3 import MP3
from recordings import make_narration
from serving import ServerProcess, running_server, story_markdown
from test_tags import decode

from earshot.audio.mp3 import FRAME_BYTES
from earshot.content_credentials import (
    MEDIA_TYPES,
    Signature,
    read_signature,
)
from earshot.errors import InvalidOption
from earshot.proof.examination import examine_recording
from earshot.publish.output import save

INTACT = Signature(signer=SIGNER, is_intact=True, is_synthetic=True)


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return write_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def environment(certificates: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    for name, value in certificates.items():
        monkeypatch.setenv(name, value)
    return certificates


@pytest.mark.parametrize("suffix", MEDIA_TYPES)
def test_every_format_with_a_place_for_a_manifest_is_signed(
    tmp_path: Path, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    signed = save(make_narration(), tmp_path / f"signed{suffix}").audio
    assert read_signature(signed) == INTACT
    for name in environment:
        monkeypatch.delenv(name)
    plain = save(make_narration(), tmp_path / f"plain{suffix}").audio
    assert read_signature(plain) is None
    assert decode(signed) == decode(plain)


def test_opus_has_no_place_for_a_manifest(tmp_path: Path, environment: dict[str, str]) -> None:
    assert read_signature(save(make_narration(), tmp_path / "a.opus").audio) is None


def test_the_tags_of_a_signed_file_are_kept(tmp_path: Path, environment: dict[str, str]) -> None:
    tags = MP3(save(make_narration(), tmp_path / "a.mp3").audio).tags
    assert str(tags["TIT2"]) == "Harbour bridge reopens"
    assert len(tags.getall("CHAP")) > 0
    assert len(tags.getall("GEOB")) == 1


def test_the_proof_finds_a_change_after_the_signature(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    outputs = save(make_narration(), tmp_path / "a.mp3")
    assert examine_recording(outputs.audio, outputs.timings).signature == INTACT
    content = outputs.audio.read_bytes()
    outputs.audio.write_bytes(content[:-FRAME_BYTES] + content[-2 * FRAME_BYTES : -FRAME_BYTES])
    proof = examine_recording(outputs.audio, outputs.timings)
    [fault] = [each for each in proof.faults if each.kind == "signature"]
    assert fault.message == f"it was changed after {SIGNER} signed it"


@pytest.mark.parametrize(
    ("variable", "file", "reason"),
    [
        ("EARSHOT_C2PA_KEY", "", "name a PEM file"),
        ("EARSHOT_C2PA_CERTIFICATE", "", "name a PEM file"),
        ("EARSHOT_C2PA_KEY", "wrong.pem", "not a private key"),
        ("EARSHOT_C2PA_CERTIFICATE", "wrong.pem", "cannot sign"),
        ("EARSHOT_C2PA_CERTIFICATE", "missing.pem", "no such file"),
    ],
)
@pytest.mark.usefixtures("environment")
def test_a_certificate_that_cannot_sign_is_refused_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str, file: str, reason: str
) -> None:
    (tmp_path / "wrong.pem").write_text("no certificate and no key")
    monkeypatch.setenv(variable, file and str(tmp_path / file))
    with pytest.raises(InvalidOption, match=reason):
        save(make_narration(), tmp_path / "a.mp3")
    assert not list(tmp_path.glob("a.*"))


@pytest.fixture(scope="module")
def server(
    tmp_path_factory: pytest.TempPathFactory, certificates: dict[str, str]
) -> Iterator[ServerProcess]:
    names = {name.removeprefix("EARSHOT_").lower(): each for name, each in certificates.items()}
    folder = tmp_path_factory.mktemp("library")
    with running_server(folder, voice="espeak:en-us", **names) as running:
        yield running


def test_the_recordings_of_a_server_are_signed_in_every_format(
    server: ServerProcess, tmp_path: Path
) -> None:
    story = server.create_finished_story(markdown=story_markdown())
    for ending in ("mp3", "m4a"):
        path = tmp_path / f"a.{ending}"
        path.write_bytes(server.client.get(f"/v1/stories/{story['id']}/audio.{ending}").content)
        assert read_signature(path) == INTACT
    proof = server.client.get(f"/v1/stories/{story['id']}/proof").json()
    assert proof["faults"] == []
    assert proof["signature"]["signer"] == SIGNER
