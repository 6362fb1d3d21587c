"""Bylines and dates as a page prints them, where it tells machines nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from earshot.ingest.html.dom import Element, class_words, text_content
from earshot.ingest.metadata.dates import is_date_line, parse_date

_LOOKED_AT = 3_000
"""Elements looked at for a printed date."""
_LINE = 120
_STORY = 200
"""Characters of text in one element that are no line of a masthead."""
_ELSEWHERE = frozenset(("nav", "menu", "aside", "footer"))
_OTHERS = re.compile(r"\b(?:related|recommend\w*|teasers?|most read|comments?|menu)\b")
_CHANGED = re.compile(
    r"\b(?:updated?|modified|aktualisiert|mis à jour|actualizad[oa]|atualizad[oa]|aggiornat[oa]|"
    r"uppdaterad|oppdatert|opdateret|bijgewerkt|zaktualizowan\w*|обновлен\w*|güncelle\w*)|"
    r"更新|수정|تحديث|עודכן",
    re.I,
)


def printed_bylines(root: Element) -> Iterator[list[str]]:
    """What the page marks as its byline, place by place."""
    marked = root.xpath("//*[@rel='author' or contains(@itemprop, 'author')]")
    yield [_line(each) for each in _of_story(marked)[:6]]
    yield [_line(p) for e in _of_story(marked)[:2] if (p := e.getparent()) is not None]
    for name in ("byline", "author"):
        classed = f"contains(concat(' ', translate(@class, '-_', '  '), ' '), ' {name} ')"
        yield [_line(each) for each in _of_story(root.xpath(f"//*[{classed}]"))[:2]]


def _of_story(elements: list[Element]) -> list[Element]:
    return [each for each in islice(elements, 40) if not _is_elsewhere(each)]


def _is_elsewhere(element: Element) -> bool:
    """Whether it stands in the navigation or with other stories."""
    return any(
        each.tag in _ELSEWHERE or (each.attrib and _OTHERS.search(class_words(each)))
        for each in (element, *element.iterancestors())
        if each.tag not in ("html", "body", "main", "article")
    )


def _line(element: Element) -> str:
    """Its words, with a new line where elements touch without a space."""
    said = ""
    for piece in element.itertext():
        glued = said and piece and not said[-1].isspace() and not piece[0].isspace()
        said += f"\n{piece}" if glued else piece
    return said if len(" ".join(said.split())) <= _STORY else ""


def printed_dates(root: Element, language: str) -> Iterator[str]:
    """Dates that the page prints, those of its publication first."""
    changed: list[str] = []
    for element in root.xpath("//*[@itemprop='datePublished' or @pubdate] | //time"):
        if _is_in_story(element):
            continue
        told = element.get("datetime") or element.get("content") or text_content(element)
        if _CHANGED.search(_around(element)):
            changed.append(told)
        else:
            yield told
    for line in _date_lines(root):
        found = parse_date(line, language)
        told = found.isoformat() if found else ""
        if _CHANGED.search(line):
            changed.append(told)
        else:
            yield told
    yield from changed


def _date_lines(root: Element) -> Iterator[str]:
    """Short lines above the story that hold a date and little else; below it only those that are
    called a date."""
    below = False
    tags = ("p", "div", "span", "li", "td", "small", "em")
    for element in islice(root.iter(*tags), _LOOKED_AT):
        own = element.text or ""
        below = below or (element.tag == "p" and len(text_content(element)) > _STORY)
        classed = bool(element.attrib) and _DATED.search(class_words(element)) is not None
        line = " ".join((text_content(element) if classed else own).split())
        if not 0 < len(line) <= _LINE or not any(map(str.isdigit, line)) or _FOUNDED.search(line):
            continue
        dated = (is_date_line(line) and not below) or (classed and parse_date(line))
        if dated and not _is_elsewhere(element):
            yield line


_FOUNDED = re.compile(
    r"©|\b(?:copyright|founded|established|registered|since|born|gegründet|fondée?|fundad[oa])\b|"
    r"등록|발행|설립|창간|备案|許可",
    re.I,
)
"""What stands beside dates that are not the story's."""
_DATED = re.compile(
    r"\b(?:date|datum|dateline|time|timestamp|published|pubdate|byline|fecha|data)\b"
)


def _is_in_story(time: Element) -> bool:
    """Whether the element stands in a sentence: then it dates what the story tells of."""
    parent = time.getparent()
    if parent is None or parent.tag not in ("p", "li", "blockquote", "td", "dd"):
        return False
    return len(text_content(parent)) > len(text_content(time)) + _SENTENCE


_SENTENCE = 60


def _around(element: Element) -> str:
    """The words before the element in its line, and its names."""
    parent, previous = element.getparent(), element.getprevious()
    before = (previous.tail or text_content(previous)) if previous is not None else ""
    above = (parent.text or "") if parent is not None and previous is None else ""
    own = text_content(element)
    return f"{before[-_LINE:]} {above} {own[:_LINE]} {class_words(element)}"
