"""Mutations of pages: cut, shuffled, nested, mislabelled, flooded. Equal seeds give equal pages.

`python tests/mutations.py 10000` reads that many pages and prints the outcomes. A second number is
the first seed, to continue a run.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

from seed_runs import run_seeds

from earshot import ingest
from earshot.errors import EarshotError
from earshot.httpclient.raw_content import RawContent
from earshot.ingest.source import Origin

EXAMPLE_PAGE = Path(__file__).parents[1] / "examples" / "harbour.html"
_STREWN = (b"\0", b"\x1b", b"\xff", b"\xc3", b'"', b"\xed\xa0\x80", b"]]>")
_ENTITIES = (b"&amp;", b"&#0;", b"&#x110000;", b"&nosuch;", b"&", b"&#8203;", b"\xe2\x80\xae")
_NAMES = (b"class", b"id", b"style", b"role", b"data-earshot", b"hidden", b"datetime")
_VALUES = (b"ad", b"skip", b"x" * 5_000, b"display:none", b"\\", b"article", b"-_-_-")
Mutation = Callable[[bytes, Random], bytes]


def truncate(page: bytes, rng: Random) -> bytes:
    start, end = sorted(rng.randrange(len(page) + 1) for _ in range(2))
    return page[start:end] if rng.random() < 0.3 else page[: max(1, end)]


def shuffle_tags(page: bytes, rng: Random) -> bytes:
    pieces = page.split(b"<")
    at = rng.randrange(len(pieces))
    part = pieces[at : at + 60]
    rng.shuffle(part)
    return b"<".join([*pieces[:at], *part, *pieces[at + 60 :]])


def nest_deeply(page: bytes, rng: Random) -> bytes:
    tag = rng.choice([b"div", b"p", b"b", b"table", b"ul", b"a href=/", b"blockquote", b"span"])
    depth = rng.choice([10, 200, 255, 300, 10_000])
    at = rng.randrange(len(page))
    return page[:at] + b"<%s>" % tag * depth + page[at:]


def mislabel_charset(page: bytes, rng: Random) -> bytes:
    label = rng.choice([b"utf-16", b"shift_jis", b"x-user-defined", b"utf-7", b"big5", b"idna"])
    return page.replace(b"utf-8", label, 1).replace(b"UTF-8", label, 1)


def reencode(page: bytes, rng: Random) -> bytes:
    codec = rng.choice(["utf-16", "utf-32", "cp1252", "koi8-r", "cp037"])
    return page.decode("utf-8", "replace").encode(codec, "replace")


def insert_junk_bytes(page: bytes, rng: Random) -> bytes:
    """Insert NULs, control characters, surrogates and unbalanced quotes."""
    broken = bytearray(page)
    for _ in range(rng.randrange(1, 60)):
        at = rng.randrange(len(broken))
        broken[at:at] = rng.choice(
            [b"\0", b"\x1b", b"\xff", b"\xc3", b'"', b"\xed\xa0\x80", b"]]>"]
        )
    return bytes(broken)


def flood_entities(page: bytes, rng: Random) -> bytes:
    entity = rng.choice(
        [b"&amp;", b"&#0;", b"&#x110000;", b"&nosuch;", b"&", b"&#8203;", b"\xe2\x80\xae"]
    )
    at = rng.randrange(len(page))
    return page[:at] + entity * rng.choice([10, 1_000, 20_000]) + page[at:]


def set_attributes(page: bytes, rng: Random) -> bytes:
    """Set attributes that the rules use, to any value."""
    name = rng.choice([b"class", b"id", b"style", b"role", b"data-earshot", b"hidden", b"datetime"])
    value = rng.choice([b"ad", b"skip", b"x" * 5_000, b"display:none", b"\\", b"article", b"-_-_-"])
    return page.replace(b"<p", b"<p %s='%s'" % (name, value), rng.randrange(1, 20))


def repeat_slice(page: bytes, rng: Random) -> bytes:
    start, end = sorted(rng.randrange(len(page) + 1) for _ in range(2))
    return page[:end] + page[start:end] * rng.choice([1, 3, 30]) + page[end:]


def corrupt_metadata(page: bytes, rng: Random) -> bytes:
    """Set values of a wrong type in JSON-LD and meta elements."""
    value = rng.choice(
        [b"[" * 5_000, b'{"@graph": [[[[null]]]]}', b'{"@type": 5, "headline": {"@value": []}}']
    )
    script = b'<script type="application/ld+json">' + value + b"</script>"
    meta = b'<meta property="article:published_time" content="2026-99-99T99:99:99+99:99">'
    return page.replace(b"<head>", b"<head>" + script + meta, 1)


MUTATIONS: tuple[Mutation, ...] = (
    *(truncate, shuffle_tags, nest_deeply, mislabel_charset, reencode),
    *(insert_junk_bytes, flood_entities, set_attributes, repeat_slice, corrupt_metadata),
)


def mutate(page: bytes, seed: int) -> bytes:
    """Apply one to three mutations."""
    rng = Random(seed)
    for mutation in rng.choices(MUTATIONS, k=rng.randrange(1, 4)):
        page = mutation(page or b" ", rng)
    return page


def read_outcome(page: bytes) -> str:
    """Return "read", or the name of the Earshot error."""
    raw = RawContent(source="mutated.html", data=page, kind="html")
    try:
        text, _ = ingest._decode_and_sniff(raw)
        document = ingest._lazy_module("html").read(text, Origin("mutated.html"))
        fragments = document.fragments()
        article = document.article()
    except EarshotError as error:
        return type(error).__name__
    kept = [fragment.text for fragment in fragments if not fragment.reason]
    assert kept == [block.text for block in article.blocks]
    return "read"


def main(arguments: list[str]) -> None:
    page = EXAMPLE_PAGE.read_bytes()
    run_seeds(
        arguments, lambda seed: ("html", mutate(page, seed)), lambda _, data: read_outcome(data)
    )


if __name__ == "__main__":
    main(sys.argv[1:])
