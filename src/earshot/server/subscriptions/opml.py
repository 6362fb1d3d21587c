"""Lists of feeds and of stories, as other programs write them: OPML, addresses line by line, CSV.

OPML 2.0 (http://opml.org/spec2.opml). Such files come from strangers: entities are refused, and
depth and number are bounded.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from earshot.errors import Refused
from earshot.server.submissions import is_web_address, refused

MOST = 2_000
"""Addresses that are taken from one list."""
DEEPEST = 50
_OPML = re.compile(
    r"\ufeff?(?:\s|<\?[^>]*\?>|<!--(?:(?!-->).)*-->|<!DOCTYPE[^>\[]*(?:\[[^\]]*\]\s*)?>)*<opml[\s>]",
    re.S,
)
_PROLOG = re.compile(r"\A\ufeff?\s*<\?xml[^>]*\?>")
_ENTITY = re.compile(r"<!ENTITY", re.I)
_LOOSE = re.compile(r"&(?!#?\w{1,30};)")
"""An ampersand that should have been written out; many programs do not."""
_NULLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_MARKS = (",", ";", "\t")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A feed, or a story, of a list."""

    url: str
    title: str = ""
    folder: str = ""
    """That it lies in; empty for none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What a list holds."""

    outlines: tuple[Outline, ...]
    wrong: tuple[str, ...] = ()
    """Lines that hold no address."""


def is_opml(text: str) -> bool:
    return bool(_OPML.match(text))


def is_list(text: str) -> bool:
    """Whether every line of a text is an address, and there are several."""
    lines = text.split()
    return len(lines) > 1 and all(map(is_web_address, lines[: MOST + 1]))


def of_opml(text: str) -> Listed:
    """The feeds of an OPML file. Raises Refused."""
    if _ENTITY.search(text):
        raise _broken("it declares entities, as no list of feeds does")
    target = _Outlines()
    parser = ET.XMLParser(target=target)
    plain = _LOOSE.sub("&amp;", _NULLS.sub("", _PROLOG.sub("", text)))
    try:
        parser.feed(plain.encode("utf-8", "replace"))
        parser.close()
    except ET.ParseError as error:
        if not target.found:
            raise _broken(f"it is broken XML: {error}") from error
    return Listed(outlines=_once(target.found))


class _Outlines:
    """Reads element by element and keeps no tree."""

    def __init__(self) -> None:
        self.found: list[Outline] = []
        self._folders: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        told = {name.lower(): value.strip() for name, value in attributes.items()}
        name = told.get("title") or told.get("text") or ""
        url = told.get("xmlurl", "")
        if is_web_address(url):
            folder = next((each for each in reversed(self._folders) if each), "")
            self.found.append(Outline(url=url, title=name[:300], folder=folder[:100]))
        self._folders.append("" if url or tag.lower() != "outline" else name)
        if len(self._folders) > DEEPEST:
            raise _broken("its folders are nested too deep")
        if len(self.found) > MOST:
            raise _broken(f"it holds more than {MOST} feeds; import it in parts")

    def end(self, tag: str) -> None:
        self._folders.pop()

    def close(self) -> None:
        """There is no tree to give."""


def of_lines(text: str) -> Listed:
    """The addresses of a text with one a line, or of a table with one in each row. Raises
    Refused for too many."""
    lines = [line for line in text.lstrip("\ufeff").splitlines(keepends=True) if line.strip()]
    rows = _rows(lines) if _is_table(lines) else [[line.strip()] for line in lines]
    found, wrong = [], []
    for number, row in enumerate(rows):
        cells = [cell.strip() for cell in row]
        url = next((cell for cell in cells if is_web_address(cell)), "")
        if url:
            found.append(Outline(url=url))
        elif number and any(cells) and not cells[0].startswith("#"):  # the first may name columns
            wrong.append(" ".join(cells)[:200])
    if len(found) > MOST:
        raise _broken(f"it holds more than {MOST} addresses; import it in parts")
    return Listed(outlines=_once(found), wrong=tuple(wrong))


def _is_table(lines: list[str]) -> bool:
    """Whether columns are named above it, or most of its lines are more than an address."""
    plain = [is_web_address(line.strip()) for line in lines]
    is_named = bool(lines) and not plain[0] and any(mark in lines[0] for mark in _MARKS)
    return is_named or 2 * sum(plain) <= len(lines)


def _rows(lines: list[str]) -> list[list[str]]:
    """The cells of a table, however they are parted."""
    opening = "".join(lines[:5])
    mark = max(_MARKS, key=opening.count)
    rows: list[list[str]] = []
    with suppress(csv.Error):  # a cell of more than 128 KB: what stands above it is taken
        for row in csv.reader(lines, delimiter=mark):
            rows.append(row or [""])
    return rows


def _once(found: Iterable[Outline]) -> tuple[Outline, ...]:
    first: dict[str, Outline] = {}
    for each in found:
        first.setdefault(each.url, each)
    return tuple(first.values())


def _broken(reason: str) -> Refused:
    return refused(422, "bad_list", f"The list cannot be read: {reason}")


def written(title: str, outlines: Iterable[Outline]) -> bytes:
    """The feeds as OPML, those of a folder together."""
    opml = ET.Element("opml", version="2.0")
    ET.SubElement(ET.SubElement(opml, "head"), "title").text = _NULLS.sub("", title)
    body = ET.SubElement(opml, "body")
    folders: dict[str, ET.Element] = {"": body}
    for each in outlines:
        folder = _NULLS.sub("", each.folder)
        if folder not in folders:
            folders[folder] = ET.SubElement(body, "outline", text=folder, title=folder)
        name = _NULLS.sub("", each.title or each.url)
        facts = {"type": "rss", "text": name, "title": name, "xmlUrl": each.url}
        ET.SubElement(folders[folder], "outline", facts)
    ET.indent(opml)
    return bytes(ET.tostring(opml, encoding="utf-8", xml_declaration=True)) + b"\n"
