"""Mutations of DOCX, EPUB, MHTML and PDF files: bytes, members and markup.

Equal seeds give equal files.

`python tests/file_mutations.py 2000` reads that many files and prints the outcomes. A second number
is the first seed, to continue a run.
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path
from random import Random
from zipfile import ZipFile

from documents import build_docx, build_epub, build_paragraph, build_pdf, build_zip, set_lines
from sample_pages import ENDING, MIDDLE, OPENING, build_page
from seed_runs import run_seeds

from earshot import extract_article
from earshot.errors import EarshotError

TEXTS = (OPENING, MIDDLE, ENDING)
CHAPTERS = {f"{n}.xhtml": f"<h1>Part {n}</h1><p>{text}</p>" for n, text in enumerate(TEXTS)}
NAV = '<ol><li><a href="0.xhtml">One</a></li><li><a href="1.xhtml#a">Two</a></li></ol>'
MHTML = f"""MIME-Version: 1.0
Content-Type: multipart/related; boundary="part"; type="text/html"

--part
Content-Type: text/html; charset="utf-8"
Content-Location: https://courier.example/ferry

{build_page("")}
--part
Content-Type: image/gif
Content-Transfer-Encoding: base64

R0lGODlhAQABAAAAACw=
--part--
"""
FILES = {
    "docx": build_docx("".join(map(build_paragraph, TEXTS)), "<dc:title>Ferry</dc:title>"),
    "epub": build_epub(CHAPTERS, NAV),
    "mhtml": MHTML.encode(),
    "pdf": build_pdf([set_lines(" ".join(TEXTS), 60, 200, 90)] * 2, "/Title (Ferry)"),
}
_MEMBER_NAMES = (
    "../../etc/passwd",
    "/etc/passwd",
    "OPS/book.opf",
    "word/document.xml",
    "a" * 9_000,
)
_MARKUP = (
    *(b"<!DOCTYPE d [<!ENTITY a 'aa'>]>&a;", b"&#0;", b"\xff\xfe", b"]]>", b"</w:p>", b"\0"),
    *(b"<w:p>" * 9_000, b"<p>" * 9_000, b"<a" * 9_000, b" " * 3_000_000),
)
_PDF_TOKENS = (
    b"1 0 R",
    b"2 0 R",
    b"-1",
    b"99999999999",
    b"<<" * 9_000,
    b"[" * 9_000,
    b"null",
    b"(",
)


def mutate(kind: str, seed: int) -> bytes:
    """Apply one to three mutations."""
    rng, data = Random(seed), FILES[kind]
    for _ in range(rng.randrange(1, 4)):
        if rng.random() < 0.3:
            return _damage_bytes(data, rng)
        data = _CHANGES.get(kind, _change_member)(data, rng)
    return data


def _damage_bytes(data: bytes, rng: Random) -> bytes:
    """Flip bytes, cut the file short or repeat a part of it, without regard to its format."""
    start, end = sorted(rng.randrange(5, len(data)) for _ in range(2))
    flipped = bytearray(data)
    for _ in range(rng.randrange(1, 9)):
        flipped[rng.randrange(len(flipped))] = rng.randrange(256)
    repeated = data[:end] + data[start:end] * 9 + data[end:]
    return rng.choice((bytes(flipped), data[:end], repeated))


def _change_member(data: bytes, rng: Random) -> bytes:
    """Drop, rename or change a member of the container, which stays a valid ZIP file."""
    with ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    if not members:
        return data
    name = rng.choice(sorted(members))
    content, action = members.pop(name), rng.randrange(6)
    if action == 1:
        members[rng.choice(_MEMBER_NAMES)] = content
    elif action > 1:
        members[name] = _insert_markup(content, rng)
    return build_zip(members)


def _insert_markup(content: bytes, rng: Random) -> bytes:
    pieces = content.split(b"<")
    at = rng.randrange(len(pieces))
    if rng.random() < 0.4:
        rng.shuffle(pieces)
    return b"<".join([*pieces[:at], rng.choice(_MARKUP), *pieces[at:]])


def _change_pdf(data: bytes, rng: Random) -> bytes:
    """Replace a token, so objects are missing, of the wrong type or refer to each other."""
    tokens = data.split(b" ")
    tokens[rng.randrange(1, len(tokens))] = rng.choice(_PDF_TOKENS)
    return b" ".join(tokens)


_CHANGES = {"pdf": _change_pdf, "mhtml": _insert_markup}
"""By kind; the other kinds are ZIP containers."""


def read_outcome(kind: str, data: bytes, folder: Path) -> str:
    """Return "read", or the name of the Earshot error."""
    path = folder / f"mutated.{kind}"
    path.write_bytes(data)
    try:
        extract_article(str(path))
    except EarshotError as error:
        assert "mutated" in str(error)
        return type(error).__name__
    return "read"


def main(arguments: list[str]) -> None:
    kinds = sorted(FILES)
    with tempfile.TemporaryDirectory() as folder:
        run_seeds(
            arguments,
            lambda seed: (kinds[seed % len(kinds)], mutate(kinds[seed % len(kinds)], seed)),
            lambda kind, data: read_outcome(kind, data, Path(folder)),
        )


if __name__ == "__main__":
    main(sys.argv[1:])
