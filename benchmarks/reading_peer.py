"""One package in a separate process, for `benchmarks.reading`; its texts come as JSON."""

from __future__ import annotations

import json
import re
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ReadText = Callable[[str], str]
_FIRST = "It cost $5.20 on Oct. 21, 2021."
_RUNS = 3


def main() -> None:
    given = json.load(sys.stdin)
    started = time.process_time()
    read = _load_nemo(given["language"]) if given["name"] == "nemo" else PEERS[given["name"]]()
    _read_safely(read, _FIRST)  # not every grammar reads English
    start = time.process_time() - started
    best = min(_cpu_seconds(read, given["blocks"]) for _ in range(_RUNS))
    said = [_read_safely(read, text) for text in given["written"]]
    print(json.dumps({"start": start, "seconds": best, "said": said}))


def _read_safely(read: ReadText, text: str) -> str:
    try:
        return read(text)
    except Exception as error:
        return repr(error)


def _cpu_seconds(read: ReadText, blocks: list[str]) -> float:
    started = time.process_time()
    for block in blocks:
        read(block)
    return time.process_time() - started


def _load_earshot() -> ReadText:
    from earshot import spoken_form  # noqa: PLC0415

    return spoken_form


def _load_earshot_with_pronunciation() -> ReadText:
    from earshot.script.g2p import pronounce_words  # noqa: PLC0415
    from earshot.script.normalize import verbalize_sentence  # noqa: PLC0415
    from earshot.script.segmentation import sentence_spans  # noqa: PLC0415

    def read(text: str) -> str:
        phonemes = []
        for start, end in sentence_spans(text):
            found = verbalize_sentence(text, 0, (start, end))
            pronunciations = pronounce_words(text[start:end], start, found, "en-US")
            phonemes += [sound.ipa for word in pronunciations for sound in word]
        return " ".join(phonemes)

    return read


def _load_num2words() -> ReadText:
    """The baseline: every run of digits as a number."""
    from num2words import num2words  # noqa: PLC0415

    number = re.compile(r"\d[\d,]*(?:\.\d+)?")

    def read(text: str) -> str:
        return number.sub(lambda m: str(num2words(m[0].replace(",", ""))), text)

    return read


def _load_wetext():  # type: ignore[no-untyped-def]
    from wetext import Normalizer  # type: ignore[import-not-found]  # noqa: PLC0415

    return Normalizer(lang="en", operator="tn").normalize


def _load_nemo(language: str):  # type: ignore[no-untyped-def]
    from nemo_text_processing.text_normalization.normalize import (  # type: ignore[import-not-found]  # noqa: PLC0415
        Normalizer,
    )

    folder = Path(tempfile.gettempdir(), "nemo-grammars")
    return Normalizer(input_case="cased", lang=language, cache_dir=str(folder)).normalize


def _load_spokenform():  # type: ignore[no-untyped-def]
    from spokenform import prepare  # type: ignore[import-not-found]  # noqa: PLC0415

    return lambda text: prepare(text, language="en").spoken_text


def _load_phonemizer():  # type: ignore[no-untyped-def]
    import espeakng_loader  # noqa: PLC0415
    from phonemizer.backend import EspeakBackend  # type: ignore[import-not-found]  # noqa: PLC0415
    from phonemizer.backend.espeak.wrapper import (  # type: ignore[import-not-found]  # noqa: PLC0415
        EspeakWrapper,
    )

    EspeakWrapper.set_library(espeakng_loader.get_library_path())
    EspeakWrapper.set_data_path(espeakng_loader.get_data_path())
    voice = EspeakBackend("en-us", with_stress=True)
    return lambda text: voice.phonemize([text])[0]


PEERS: dict[str, Callable[[], ReadText]] = {
    "ours": _load_earshot,
    "ours with pronunciation": _load_earshot_with_pronunciation,
    "num2words": _load_num2words,
    "wetext": _load_wetext,
    "spokenform": _load_spokenform,
    "phonemizer": _load_phonemizer,
}

if __name__ == "__main__":
    main()
