"""Find bylines and dates in the visible text of a page that has no metadata."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from earshot.ingest.html.dom import Element, class_words, text_content
from earshot.ingest.metadata.bylines import is_full_name
from earshot.ingest.metadata.dates import is_date_line, parse_date

_MAX_ELEMENTS = 3_000
"""At most this many elements are searched for a date."""
_MAX_LINE_CHARS = 120
_MAX_LINKS = 400
"""At most this many links are searched for an author's page."""
_MAX_BYLINE_CHARS = 300
_AUTHOR_URL = re.compile(
    r"/(?:authors?|auteurs?|autor(?:es|en)?|autore|profiles?|people|staff|editors|contributors?|"
    r"by|redaktion|journalists?|reporters?)/[^/]",
    re.I,
)
_BY_WORD = re.compile(r"(?:^|\s)(?:by|von|par|por|di|door|av|af|przez)\b:?\s*(?:\S|$)", re.I)
_NAME_PART = r"[^\W\d_a-z][\w.'’-]*"
_BY_NAME = re.compile(
    rf"(?i:by|von|par|por|di|door|av|af|przez):? {_NAME_PART}"
    rf"(?:,? (?:(?:and|und|et|y|e) )?{_NAME_PART}){{1,7}}"
)
_LINE_TAIL = re.compile(r"\s+[-–—|•·]\s+")
"""Before the date in a line with a byline."""
_LABELLED_NAME = re.compile(
    r"(?:作者|撰文|撰稿|本报记者|記者|记者)\s*[:：/／ ]\s*[^\W\d_a-zA-Z]{2,4}(?![^\W\d_])"
)
_MIN_STORY_CHARS = 200
"""An element with more text is body text."""
_NON_STORY_TAGS = frozenset(("nav", "menu", "aside", "footer"))
_NON_STORY_CLASS = re.compile(r"\b(?:related|recommend\w*|teasers?|most read|comments?|menu)\b")
_MODIFIED_LABEL = re.compile(
    r"\b(?:updated?|modified|aktualisiert|mis à jour|actualizad[oa]|atualizad[oa]|aggiornat[oa]|"
    r"uppdaterad|oppdatert|opdateret|bijgewerkt|zaktualizowan\w*|обновлен\w*|güncelle\w*)|"
    r"更新|수정|تحديث|עודכן",
    re.I,
)


def find_printed_bylines(root: Element) -> Iterator[list[str]]:
    """Yield the texts that the markup calls a byline, one list for each kind of markup."""
    marked = root.xpath("//*[not(self::meta) and (@rel='author' or contains(@itemprop, 'author'))]")
    yield [_element_lines(each) for each in _same_byline(_keep_story_elements(marked)[:6])]
    yield [
        _element_lines(p)
        for e in _keep_story_elements(marked)[:2]
        if (p := e.getparent()) is not None
    ]
    for name in ("byline", "author", "autor", "auteur", "autore", "writer", "submitted"):
        classed = f"contains(concat(' ', translate(@class, '-_', '  '), ' '), ' {name} ')"
        yield [
            _element_lines(each) for each in _keep_story_elements(root.xpath(f"//*[{classed}]"))[:2]
        ]

    yield from _find_unmarked_bylines(root)


def _find_unmarked_bylines(root: Element) -> Iterator[list[str]]:
    """Yield the links to authors' pages after "By", and short lines that begin with it."""
    for link in islice(root.iter("a"), _MAX_LINKS):
        if _AUTHOR_URL.search(link.get("href") or "") and _follows_by(link):
            yield [_element_lines(link)]
    yield from _find_linked_authors(root)
    for element in islice(root.iter("p", "div", "span"), _MAX_ELEMENTS):
        if len(text_content(element)) > _MIN_STORY_CHARS and element.tag == "p":
            return
        own = (element.text or "").strip()
        if _BY_WORD.match(own) and not _is_outside_story(element):
            line = " ".join(_element_lines(element).split("\n")[:2])
            line = _LINE_TAIL.split(" ".join(line.split()))[0]
            if _BY_NAME.fullmatch(line):
                yield [line]
        elif len(own) <= _MAX_BYLINE_CHARS and (labelled := _LABELLED_NAME.search(own)):
            yield [labelled[0]]


def _find_linked_authors(root: Element) -> Iterator[list[str]]:
    """Yield the link to an author's page between the headline and the text."""
    is_below_headline = False
    for element in root.iter("h1", "p", "a"):
        if element.tag == "p" and is_below_headline:
            if len(text_content(element)) > _MIN_STORY_CHARS:
                return
        elif element.tag == "h1":
            is_below_headline = True
        elif is_below_headline and _AUTHOR_URL.search(element.get("href") or ""):
            name = " ".join(text_content(element).split())
            if is_full_name(name) and not _is_outside_story(element):
                yield [name]
                return


def _follows_by(link: Element) -> bool:
    """Whether the text before the link ends with "By"."""
    chain = [link, *islice(link.iterancestors(), 2)]
    for element in chain:
        previous, parent = element.getprevious(), element.getparent()
        if parent is None:
            return False
        before = (
            parent.text
            if previous is None
            else (previous.tail or "").strip() or text_content(previous)
        )
        if (before or "").strip():
            return _BY_WORD.search((before or "").strip()[-6:]) is not None
    return False


def _same_byline(elements: list[Element]) -> list[Element]:
    """Keep those beside the first one. Others are the bylines of other stories."""
    if not elements:
        return []
    first, *others = elements
    near = next(
        (
            above
            for above in (first, *first.iterancestors())[::-1]
            if len(" ".join(text_content(above).split())) <= _MAX_BYLINE_CHARS
        ),
        first,
    )
    inside = set(near.iter())
    return [first, *(each for each in others if each in inside)]


def _keep_story_elements(elements: list[Element]) -> list[Element]:
    return [each for each in islice(elements, 40) if not _is_outside_story(each)]


def _is_outside_story(element: Element) -> bool:
    """Whether the element is in the navigation or among other stories."""
    above = (element, *element.iterancestors())
    is_in_article = any(each.tag == "article" for each in above)
    return any(
        (each.tag in _NON_STORY_TAGS and not (each.tag == "footer" and is_in_article))
        or (each.attrib and _NON_STORY_CLASS.search(class_words(each)))
        for each in above
        if each.tag not in ("html", "body", "main", "article")
    )


def _element_lines(element: Element) -> str:
    """Return the element's text, with a line break where two elements touch without a space."""
    text = ""
    for piece in element.itertext():
        glued = text and piece and not text[-1].isspace() and not piece[0].isspace()
        text += f"\n{piece}" if glued else piece
    return text if len(" ".join(text.split())) <= _MIN_STORY_CHARS else ""


def find_printed_dates(root: Element, language: str) -> Iterator[str]:
    """Yield the printed dates, publication dates before modification dates."""
    modified: list[str] = []
    for element in root.xpath("//*[@itemprop='datePublished' or @pubdate] | //time"):
        if _is_in_sentence(element):
            continue
        value = element.get("datetime") or element.get("content") or text_content(element)
        if _MODIFIED_LABEL.search(_surrounding_words(element)):
            modified.append(value)
        else:
            yield value
    for line in _find_date_lines(root):
        found = parse_date(line, language)
        value = found.isoformat() if found else ""
        if _MODIFIED_LABEL.search(line):
            modified.append(value)
        else:
            yield value
    yield from modified


def _find_date_lines(root: Element) -> Iterator[str]:
    """Yield short date lines above the text; below it only those whose class says so."""
    is_below_story = False
    tags = ("p", "div", "span", "li", "td", "small", "em", "font")
    for element in islice(root.iter(*tags), _MAX_ELEMENTS):
        own = element.text or ""
        is_below_story = is_below_story or (
            element.tag == "p" and len(text_content(element)) > _MIN_STORY_CHARS
        )
        has_date_class = (
            bool(element.attrib) and _DATE_CLASS.search(class_words(element)) is not None
        )
        is_line = has_date_class or next(element.iter(*_PART_TAGS), None) is None
        line = " ".join((text_content(element) if is_line else own).split())
        if (
            not 0 < len(line) <= _MAX_LINE_CHARS
            or not any(map(str.isdigit, line))
            or _UNRELATED_DATE.search(line)
        ):
            continue
        is_date = (is_date_line(line) and not is_below_story) or (
            has_date_class and parse_date(line)
        )
        if is_date and not _is_outside_story(element):
            yield line


_PART_TAGS = ("p", "li", "td", "table", "ul", "h1", "h2", "h3")
"""An element with one of these inside is not a line."""
_UNRELATED_DATE = re.compile(
    r"©|\b(?:copyright|founded|established|registered|since|born|gegründet|fondée?|fundad[oa])\b|"
    r"등록|발행|설립|창간|备案|許可",
    re.I,
)
"""Words beside dates that do not date the article."""
_DATE_CLASS = re.compile(
    r"\b(?:date|datum|dateline|time|timestamp|published|pubdate|byline|fecha|data|created|submitted)\b"
)


def _is_in_sentence(time: Element) -> bool:
    """Whether the element is part of a sentence. Then it does not date the article."""
    parent = time.getparent()
    if parent is None or parent.tag not in ("p", "li", "blockquote", "td", "dd"):
        return False
    return len(text_content(parent)) > len(text_content(time)) + _MIN_SENTENCE_CHARS


_MIN_SENTENCE_CHARS = 60


def _surrounding_words(element: Element) -> str:
    """Return the words before the element, its own text and its class names."""
    parent, previous = element.getparent(), element.getprevious()
    before = (previous.tail or text_content(previous)) if previous is not None else ""
    above = (parent.text or "") if parent is not None and previous is None else ""
    own = text_content(element)
    return f"{before[-_MAX_LINE_CHARS:]} {above} {own[:_MAX_LINE_CHARS]} {class_words(element)}"
