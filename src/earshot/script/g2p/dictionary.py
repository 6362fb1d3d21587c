"""The CMU Pronouncing Dictionary (American English) in IPA.

Its licence (2-clause BSD) is in `dictionary.LICENSE`.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cache, lru_cache
from importlib.resources import files

_BLOCK_BYTES = 2048


class WordList:
    """A file of `word<tab>IPA`, sorted by bytes.

    The file stays in memory as it is, and an index of its blocks is searched by bisection, so
    little has to be parsed at startup.
    """

    def __init__(self, file_name: str) -> None:
        lines = files("earshot.script.g2p").joinpath(file_name).read_bytes()
        offsets = [0]
        for at in range(_BLOCK_BYTES, len(lines), _BLOCK_BYTES):
            offsets.append(lines.rfind(b"\n", 0, at) + 1)
        self.lines = lines
        self._words = [lines[at : lines.find(b"\t", at)] for at in offsets]
        self._offsets = [*offsets, len(lines)]

    def find(self, word: str) -> str:
        """The IPA of a word, or an empty string."""
        key = word.encode("utf-8", "replace")
        block = bisect_right(self._words, key)
        if not block:
            return ""
        lines, start, end = self.lines, self._offsets[block - 1], self._offsets[block]
        if key != self._words[block - 1]:
            start = lines.find(b"\n%b\t" % key, start, end) + 1
            if not start:
                return ""
        return lines[start + len(key) + 1 : lines.find(b"\n", start)].decode()


@cache
def _load_dictionary() -> WordList:
    return WordList("dictionary.txt")


@lru_cache(maxsize=1 << 14)
def lookup_word(word: str) -> str:
    """The IPA of a lower-case word, or an empty string."""
    return _load_dictionary().find(word)
