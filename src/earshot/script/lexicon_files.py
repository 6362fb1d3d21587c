"""Lexicons as files: TOML, CSV, and PLS, the Pronunciation Lexicon of the W3C."""

from __future__ import annotations

import csv
import os
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from lxml import etree

from earshot.errors import BadLexicon
from earshot.phonemes import NotIpa, arpabet
from earshot.script.g2p.name_origins import LANGUAGES
from earshot.script.lexicon import KINDS, PARTS_OF_SPEECH, Entry, Kind, Lexicon

LARGEST = 5_000_000
"""Bytes."""
_PLS = "{http://www.w3.org/2005/01/pronunciation-lexicon}"


def newsroom_lexicon() -> Lexicon:
    """The lexicon of the house, which the environment names; empty where it names none.

    Raises BadLexicon.
    """
    path = os.environ.get("EARSHOT_LEXICON", "")
    return read_lexicon(path) if path else Lexicon()


def read_lexicon(path: str | Path) -> Lexicon:
    """The lexicon in a .toml, .csv or .pls file. Raises BadLexicon."""
    path = Path(path)
    readers = {".toml": _toml, ".csv": _csv, ".pls": _pls, ".xml": _pls}
    reader = readers.get(path.suffix.lower())
    if not reader:
        raise BadLexicon(path=path, reason="its name ends neither in .toml nor in .csv or .pls")
    try:
        if path.stat().st_size > LARGEST:
            raise BadLexicon(path=path, reason=f"it is larger than {LARGEST // 10**6} MB")
        return Lexicon(reader(path))
    except OSError as error:
        raise BadLexicon(path=path, reason=error.strerror or str(error)) from error
    except (ValueError, etree.XMLSyntaxError, csv.Error) as error:
        raise BadLexicon(path=path, reason=str(error)) from error


def _toml(path: Path) -> Iterator[Entry]:
    for written, value in tomllib.loads(path.read_text("utf-8")).items():
        for each in value if isinstance(value, list) else [value]:
            yield _toml_entry(path, written, {"say": each} if isinstance(each, str) else each)


def _toml_entry(path: Path, written: str, fields: Any) -> Entry:
    if not isinstance(fields, dict):
        raise ValueError(f"“{written}” is neither a text nor a table")
    unknown = set(fields) - {*KINDS, "pos"}
    kinds = [kind for kind in KINDS if fields.get(kind)]
    if unknown or len(kinds) != 1:
        raise ValueError(f"“{written}” needs one of {', '.join(KINDS)}, and may have pos")
    value = "" if kinds[0] == "spell" else str(fields[kinds[0]])
    return _checked(path, written, kinds[0], value, str(fields.get("pos", "")))


def _csv(path: Path) -> Iterator[Entry]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        if not {"written", "kind"} <= set(rows.fieldnames or ()):
            raise ValueError("its first line must be: written,kind,value,pos")
        for row in rows:
            fields = {name: (row.get(name) or "").strip() for name in ("kind", "value", "pos")}
            yield _checked(path, (row["written"] or "").strip(), *fields.values())


def _pls(path: Path) -> Iterator[Entry]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    root = etree.parse(path, parser).getroot()
    if root.tag != f"{_PLS}lexicon":
        raise ValueError("its root is no lexicon of PLS")
    alphabet = root.get("alphabet", "ipa")
    for lexeme in root.iter(f"{_PLS}lexeme"):
        role = (lexeme.get("role") or "").rpartition(":")[2].lower()
        pos = role if role in PARTS_OF_SPEECH else ""
        ipa = [p for p in lexeme.iter(f"{_PLS}phoneme") if p.get("alphabet", alphabet) == "ipa"]
        alias = lexeme.find(f"{_PLS}alias")
        said = [("ipa", ipa[0].text)] if ipa else [("say", alias.text)] if alias is not None else []
        for grapheme in lexeme.iter(f"{_PLS}grapheme"):
            for kind, value in said:
                yield _checked(path, (grapheme.text or "").strip(), kind, value or "", pos)


def _checked(path: Path, written: str, kind: str, value: str, pos: str) -> Entry:
    """The entry, or a ValueError that says what is wrong with it."""
    faults = (
        (not written, "an entry has no word"),
        (kind not in KINDS, f"“{written}” is of no kind “{kind}”; there are {', '.join(KINDS)}"),
        (kind != "spell" and not value.strip(), f"“{written}” does not tell how it is said"),
        (
            bool(pos) and pos not in PARTS_OF_SPEECH,
            f"“{written}”: pos is one of {', '.join(PARTS_OF_SPEECH)}",
        ),
        (
            kind == "language" and value.split("-")[0] not in LANGUAGES,
            f"“{written}”: language is one of {', '.join(sorted(LANGUAGES))}",
        ),
    )
    for wrong, fault in faults:
        if wrong:
            raise ValueError(fault)
    if kind == "ipa":
        _heard(written, value)
    return Entry(
        written=written, kind=cast(Kind, kind), value=value.strip(), pos=pos, source=str(path)
    )


def _heard(written: str, ipa: str) -> None:
    try:
        for each in ipa.split():
            arpabet(each)
    except NotIpa as error:
        raise ValueError(f"“{written}”: {error}") from error
