"""Written forms of eight languages, next to other packages: `python -m benchmarks.reading_languages
[PYTHON]`.

PYTHON is an interpreter with nemo_text_processing and wetext; without it they are skipped. NeMo
needs no model and no torch: `pip install wetext pynini==2.1.6.post1 cdifflib editdistance inflect
joblib pandas regex sacremoses tqdm wget wrapt`, then `pip install --no-deps nemo_text_processing`.
Its grammars take minutes to build at the first use. eSpeak NG says no words, so it is right if
it says the written form with nearly the same phonemes as an accepted one, stress apart.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from difflib import SequenceMatcher
from functools import partial
from pathlib import Path

from benchmarks.accepted_forms import expand_forms, is_accepted, read_rows
from earshot import spoken_form
from earshot.model import Word
from earshot.voices.engines.espeak import Espeak

ESPEAK_VOICES = {
    "en": "en-us", "de": "de", "fr": "fr-fr", "es": "es", "it": "it", "nl": "nl", "pt": "pt",
    "pl": "pl",
}  # fmt: skip
PEER_LANGUAGES = {"nemo": ("en", "de", "fr", "es", "it", "pt"), "wetext": ("en",)}
NEAR = 0.95
"""Similarity of phonemes: eSpeak NG says some words differently inside a number."""
_STRESS = str.maketrans("", "", "ˈˌ ")
Rows = list[tuple[str, str]]


def main() -> None:
    print(f"{'':10}" + "".join(f"{name:>9}" for name in ("ours", "espeak", *PEER_LANGUAGES)))
    for language in ESPEAK_VOICES:
        rows = read_rows(language)
        read = partial(spoken_form, language=language)
        shares: list[float | None] = [measure_share(rows, read), measure_espeak(rows, language)]
        shares += [measure_peer(rows, name, language) for name in PEER_LANGUAGES]
        columns = "".join(f"{each:9.1%}" if each is not None else f"{'-':>9}" for each in shares)
        print(f"{language:10}{columns}", flush=True)


def measure_share(rows: Rows, read: Callable[[str], str]) -> float:
    return sum(is_accepted(read(text), forms) for text, forms in rows) / len(rows)


def measure_espeak(rows: Rows, language: str) -> float:
    """The share of rows whose phonemes are those of an accepted form."""
    with closing(Espeak().open(ESPEAK_VOICES[language], language, 1.0)) as voice:

        def phonemize(text: str) -> str:
            [said] = voice.phonemize([Word(text=text, spoken=text, block=0, start=0, boundary=".")])
            return said.translate(_STRESS)

        def is_right(text: str, forms: str) -> bool:
            said = phonemize(text)
            return any(
                SequenceMatcher(None, said, phonemize(form), autojunk=False).ratio() >= NEAR
                for form in expand_forms(forms)
            )

        right = [is_right(text, forms) for text, forms in rows]
    return sum(right) / len(right)


def measure_peer(rows: Rows, name: str, language: str) -> float | None:
    """The share of rows that a package reads as accepted; None if PYTHON does not have it."""
    python = next(iter(sys.argv[1:]), "")
    if not python or language not in PEER_LANGUAGES[name]:
        return None
    written = [text for text, _ in rows]
    request = {"name": name, "language": language, "blocks": [], "written": written}
    command = [python, str(Path(__file__).with_name("reading_peer.py"))]
    with tempfile.TemporaryFile() as answer:
        completed = subprocess.run(
            command, input=json.dumps(request).encode(), stdout=answer, stderr=subprocess.DEVNULL,
            check=False,
        )  # fmt: skip
        answer.seek(0)
        lines = answer.read().decode().splitlines()
    if completed.returncode or not lines:
        return None
    said = dict(zip(written, json.loads(lines[-1])["said"], strict=True))
    return measure_share(rows, said.__getitem__)


if __name__ == "__main__":
    main()
