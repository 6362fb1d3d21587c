"""The CMU Pronouncing Dictionary (American English) in IPA.

Its licence (2-clause BSD) is in `dictionary.LICENSE`. The sorted file stays in memory as it is, and
an index of its blocks is searched by bisection, so little has to be parsed at startup.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cache, lru_cache
from importlib.resources import files

_BLOCK_BYTES = 2048


@cache
def _load_dictionary() -> bytes:
    return files("earshot.script.g2p").joinpath("dictionary.txt").read_bytes()


@cache
def _index_blocks() -> tuple[list[bytes], list[int]]:
    """The first word of each block of whole lines, and the offsets of the blocks."""
    lines = _load_dictionary()
    offsets = [0]
    for at in range(_BLOCK_BYTES, len(lines), _BLOCK_BYTES):
        offsets.append(lines.rfind(b"\n", 0, at) + 1)
    return [lines[at : lines.find(b"\t", at)] for at in offsets], [*offsets, len(lines)]


@lru_cache(maxsize=1 << 14)
def lookup_word(word: str) -> str:
    """The IPA of a lower-case word, or an empty string."""
    key = word.encode("utf-8", "replace")
    words, offsets = _index_blocks()
    block = bisect_right(words, key)
    if not block:
        return ""
    lines, start, end = _load_dictionary(), offsets[block - 1], offsets[block]
    if key != words[block - 1]:
        start = lines.find(b"\n%b\t" % key, start, end) + 1
        if not start:
            return ""
    return lines[start + len(key) + 1 : lines.find(b"\n", start)].decode()
