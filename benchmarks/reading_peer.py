"""One reader alone in a process, for `benchmarks.reading`; its texts come as JSON."""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable

Reader = Callable[[str], str]
_FIRST = "It cost $5.20 on Oct. 21, 2021."
_RUNS = 3


def main() -> None:
    given = json.load(sys.stdin)
    begun = time.process_time()
    read = READERS[given["name"]]()
    read(_FIRST)
    start = time.process_time() - begun
    best = min(_seconds(read, given["blocks"]) for _ in range(_RUNS))
    said = [_tried(read, text) for text in given["written"]]
    print(json.dumps({"start": start, "seconds": best, "said": said}))


def _tried(read: Reader, text: str) -> str:
    try:
        return read(text)
    except Exception as error:
        return repr(error)


def _seconds(read: Reader, blocks: list[str]) -> float:
    begun = time.process_time()
    for block in blocks:
        read(block)
    return time.process_time() - begun


def _ours() -> Reader:
    from earshot import spoken_form  # noqa: PLC0415

    return spoken_form


def _ours_pronounced() -> Reader:
    from earshot.script import sentence_spans, words  # noqa: PLC0415
    from earshot.script.g2p import pronounced  # noqa: PLC0415

    def read(text: str) -> str:
        heard = []
        for start, end in sentence_spans(text):
            found = words(text, 0, (start, end))
            sounds = pronounced(text[start:end], start, found, "en-US")
            heard += [sound.ipa for word in sounds for sound in word]
        return " ".join(heard)

    return read


def _num2words() -> Reader:
    """The least that is done: every run of digits as a number."""
    from num2words import num2words  # noqa: PLC0415

    number = re.compile(r"\d[\d,]*(?:\.\d+)?")

    def read(text: str) -> str:
        return number.sub(lambda m: str(num2words(m[0].replace(",", ""))), text)

    return read


def _wetext():  # type: ignore[no-untyped-def]
    from wetext import Normalizer  # type: ignore[import-not-found]  # noqa: PLC0415

    return Normalizer(lang="en", operator="tn").normalize


def _spokenform():  # type: ignore[no-untyped-def]
    from spokenform import prepare  # type: ignore[import-not-found]  # noqa: PLC0415

    return lambda text: prepare(text, language="en").spoken_text


def _phonemizer():  # type: ignore[no-untyped-def]
    import espeakng_loader  # noqa: PLC0415
    from phonemizer.backend import EspeakBackend  # type: ignore[import-not-found]  # noqa: PLC0415
    from phonemizer.backend.espeak.wrapper import (  # type: ignore[import-not-found]  # noqa: PLC0415
        EspeakWrapper,
    )

    EspeakWrapper.set_library(espeakng_loader.get_library_path())
    EspeakWrapper.set_data_path(espeakng_loader.get_data_path())
    voice = EspeakBackend("en-us", with_stress=True)
    return lambda text: voice.phonemize([text])[0]


READERS: dict[str, Callable[[], Reader]] = {
    "ours": _ours,
    "ours with pronunciation": _ours_pronounced,
    "num2words": _num2words,
    "wetext": _wetext,
    "spokenform": _spokenform,
    "phonemizer": _phonemizer,
}

if __name__ == "__main__":
    main()
