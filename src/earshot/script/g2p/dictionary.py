"""The CMU Pronouncing Dictionary (American English) in IPA.

Its licence (2-clause BSD) is in `dictionary.LICENSE`. The sorted file is searched by bisection in
memory, so nothing has to be parsed at startup.
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files


@cache
def _load_dictionary() -> bytes:
    return files("earshot.script.g2p").joinpath("dictionary.txt").read_bytes()


@lru_cache(maxsize=1 << 14)
def lookup_word(word: str) -> str:
    """The IPA of a lower-case word, or an empty string."""
    lines, prefix = _load_dictionary(), word.encode("utf-8", "replace") + b"\t"
    low, high = 0, len(lines)
    while low < high:
        start = lines.rfind(b"\n", 0, (low + high) // 2) + 1
        if start < low:
            start = low
        end = lines.find(b"\n", start)
        line = lines[start:end]
        if line.startswith(prefix):
            return line[len(prefix) :].decode()
        if line < prefix:
            low = end + 1
        else:
            high = start
    return ""
