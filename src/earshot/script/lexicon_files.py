"""Lexicon files: TOML, CSV and PLS (W3C Pronunciation Lexicon Specification)."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from lxml import etree

from earshot.environment import read_variable
from earshot.errors import BadLexicon
from earshot.phonemes import NotIpa, arpabet
from earshot.script.edits import (
    ENTRY_KINDS,
    PARTS_OF_SPEECH,
    EntryKind,
    LexiconEntry,
)
from earshot.script.g2p.name_origins import ORIGIN_BY_LANGUAGE
from earshot.script.lexicon import Lexicon

MAX_BYTES = 5_000_000
"""Bytes."""
_PLS_NAMESPACE = "{http://www.w3.org/2005/01/pronunciation-lexicon}"


def load_environment_lexicon() -> Lexicon:
    """The newsroom's lexicon, which an environment variable names; empty if it is not set.

    Raises BadLexicon.
    """
    path = read_variable("EARSHOT_LEXICON")
    return read_lexicon(path) if path else Lexicon()


def read_lexicon(path: str | Path) -> Lexicon:
    """The lexicon in a .toml, .csv or .pls file. Raises BadLexicon."""
    path = Path(path)
    readers = {".toml": _read_toml, ".csv": _read_csv, ".pls": _read_pls, ".xml": _read_pls}
    reader = readers.get(path.suffix.lower())
    if not reader:
        raise BadLexicon(path=path, reason="its extension is not .toml, .csv or .pls")
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BadLexicon(path=path, reason=f"it is larger than {MAX_BYTES // 10**6} MB")
        return Lexicon(reader(path))
    except OSError as error:
        raise BadLexicon(path=path, reason=error.strerror or str(error)) from error
    except (ValueError, etree.XMLSyntaxError, csv.Error) as error:
        raise BadLexicon(path=path, reason=str(error)) from error


def _read_toml(path: Path) -> Iterator[LexiconEntry]:
    for written, value in tomllib.loads(path.read_text("utf-8")).items():
        for each in value if isinstance(value, list) else [value]:
            yield _parse_toml_entry(path, written, {"say": each} if isinstance(each, str) else each)


def _parse_toml_entry(path: Path, written: str, fields: Any) -> LexiconEntry:
    if not isinstance(fields, dict):
        raise ValueError(f"“{written}” is neither a text nor a table")
    unknown = set(fields) - {*ENTRY_KINDS, "pos"}
    kinds = [kind for kind in ENTRY_KINDS if fields.get(kind)]
    if unknown or len(kinds) != 1:
        raise ValueError(f"“{written}” needs one of {', '.join(ENTRY_KINDS)}, and may have pos")
    value = "" if kinds[0] == "spell" else str(fields[kinds[0]])
    return build_entry(path, written, kinds[0], value, str(fields.get("pos", "")))


def _read_csv(path: Path) -> Iterator[LexiconEntry]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        if not {"written", "kind"} <= set(rows.fieldnames or ()):
            raise ValueError("its first line must be: written,kind,value,pos")
        for row in rows:
            fields = {name: (row.get(name) or "").strip() for name in ("kind", "value", "pos")}
            yield build_entry(path, (row["written"] or "").strip(), *fields.values())


def _read_pls(path: Path) -> Iterator[LexiconEntry]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    root = etree.parse(path, parser).getroot()
    if root.tag != f"{_PLS_NAMESPACE}lexicon":
        raise ValueError("its root is not a PLS lexicon")
    alphabet = root.get("alphabet", "ipa")
    for lexeme in root.iter(f"{_PLS_NAMESPACE}lexeme"):
        role = (lexeme.get("role") or "").rpartition(":")[2].lower()
        pos = role if role in PARTS_OF_SPEECH else ""
        ipa = [
            p
            for p in lexeme.iter(f"{_PLS_NAMESPACE}phoneme")
            if p.get("alphabet", alphabet) == "ipa"
        ]
        alias = lexeme.find(f"{_PLS_NAMESPACE}alias")
        pronunciations = (
            [("ipa", ipa[0].text)] if ipa else [("say", alias.text)] if alias is not None else []
        )
        for grapheme in lexeme.iter(f"{_PLS_NAMESPACE}grapheme"):
            for kind, value in pronunciations:
                yield build_entry(path, (grapheme.text or "").strip(), kind, value or "", pos)


def build_entry(path: str | Path, written: str, kind: str, value: str, pos: str) -> LexiconEntry:
    """Build the entry. Raises ValueError if a field is invalid, NotIpa with the position in IPA."""
    faults = (
        (not written, "an entry has no word"),
        (
            kind not in ENTRY_KINDS,
            f"“{written}” is of no kind “{kind}”; there are {', '.join(ENTRY_KINDS)}",
        ),
        (kind != "spell" and not value.strip(), f"“{written}” does not tell how it is said"),
        (
            bool(pos) and pos not in PARTS_OF_SPEECH,
            f"“{written}”: pos is one of {', '.join(PARTS_OF_SPEECH)}",
        ),
        (
            kind == "language" and value.split("-")[0] not in ORIGIN_BY_LANGUAGE,
            f"“{written}”: language is one of {', '.join(sorted(ORIGIN_BY_LANGUAGE))}",
        ),
    )
    for wrong, fault in faults:
        if wrong:
            raise ValueError(fault)
    if kind == "ipa":
        _validate_ipa(written, value)
    return LexiconEntry(
        written=written, kind=cast(EntryKind, kind), value=value.strip(), pos=pos, source=str(path)
    )


def _validate_ipa(written: str, ipa: str) -> None:
    for match in re.finditer(r"\S+", ipa):
        try:
            arpabet(match[0])
        except NotIpa as error:
            position = match.start() + error.position
            raise NotIpa(f"“{written}”: {error}", position) from error
