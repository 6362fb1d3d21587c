"""Find bylines in the visible text of a page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from earshot.ingest.html.dom import Element, find_attributed, text_content
from earshot.ingest.metadata.bylines import is_full_name, parse_names
from earshot.ingest.metadata.story_area import (
    MAX_BYLINE_CHARS,
    MIN_STORY_CHARS,
    is_outside_story,
    text_length,
)

_MAX_ELEMENTS = 3_000
"""At most this many elements are searched."""
_MAX_LINKS = 400
"""At most this many links are searched for an author's page."""
_AUTHOR_URL = re.compile(
    r"/(?:authors?|auteurs?|autor(?:es|en)?|autore|profiles?|people|staff|editors|contributors?|"
    r"by|redaktion|journalists?|reporters?)/[^/]",
    re.I,
)
_AUTHOR_ONLY_URL = re.compile(r"/(?:authors?|auteurs?|autor(?:es|en)?|autore)/[^/]", re.I)
"""The others may lead to people in the story."""
_BY = r"(?:words |story |written |posted )?by|von|par|por|di|door|av|af|przez"
_BY_WORD = re.compile(rf"(?:^|\s)(?:{_BY})\b:?\s*(?:\S|$)", re.I)
_NAME_PART = r"[^\W\d_a-z][\w.'’-]*"
_BY_NAME = re.compile(
    rf"(?i:{_BY}):? {_NAME_PART}"
    rf"(?:,? (?:(?:and|und|et|y|e) )?{_NAME_PART}){{1,7}}"
)
_CAPITALIZED = r"[^\W\d_a-zà-ÿа-яёα-ωάέήίόύώ][\w.'’-]*"
_LINE_TAIL = re.compile(r"\s+[-–—|•·]\s+")
"""Before the date in a line with a byline."""
_LABELLED_NAME = re.compile(
    r"(?:作者|撰文|撰稿|本报记者|記者|记者)\s*[:：/／ ]\s*[^\W\d_a-zA-Z]{2,4}(?![^\W\d_])|"
    r"(?<!\w)(?:(?i:autor(?:in|a|ka|ka tekstu)?|auteure?|автор|kirjoittaja|szerző|írta|yazar|yazan|"
    r"penulis|skribent|forfatter|tekst|texte|testo|מאת|بقلم|"
    r"कलम)\s*[:：]\s*|نویسنده\s*[:،]\s*)"
    rf"{_CAPITALIZED}(?:\s+{_CAPITALIZED}){{1,3}}"
)
"""A name after a word for the author."""
_MICRODATA_NAME = ".//*[@itemprop='name']/@content"
_MAX_BOX_CHARS = 2 * MAX_BYLINE_CHARS
_CLASS_WORDS = (
    "byline", "author", "autor", "auteur", "autore", "writer", "journalist", "yazar", "submitted"
)  # fmt: skip
_CLASS_WORD = re.compile(rf"[ _-](?:{'|'.join(_CLASS_WORDS)})[ _-]")
_NAMING_ATTRIBUTES = ("class", "id", "data-component", "data-testid")
_HYPHENS = str.maketrans("-_", "  ")


def find_bylines_near_headline(
    root: Element, marked: Iterable[list[Element]]
) -> Iterator[list[str]]:
    """Yield the texts near the headline that the markup calls a byline, one list for each kind of
    markup, then the links to authors' pages."""
    near = list(_elements_near_headline(root))
    is_near = set(near).__contains__
    for elements in marked:
        yield [_element_lines(each) for each in filter(is_near, elements)]
    if next(root.iter("h1"), None) is not None:
        yield from _find_linked_authors(near)


def find_other_bylines(root: Element, marked: Iterable[list[Element]]) -> Iterator[list[str]]:
    """Yield the other texts of the page that the markup calls a byline, then those without markup
    that begin with "By"."""
    for elements in marked:
        yield [_element_lines(each) for each in elements]
    yield from _find_unmarked_bylines(root)
    yield from _find_senders(root)
    yield from _find_byline_paragraphs(root)
    yield from _find_only_author(root)


def find_marked_elements(root: Element) -> Iterator[list[Element]]:
    """Yield the elements of bylines, one list for each kind of markup."""
    marked = _keep_story_elements(
        [each for each in find_attributed(root, "rel", "itemprop") if _is_marked(each)]
    )
    yield _same_byline(marked[:6])
    yield [parent for each in marked[:2] if (parent := each.getparent()) is not None]
    named = _find_class_words(root)
    for word in _CLASS_WORDS:
        yield _keep_story_elements([each for each, text in named if f" {word} " in text])[:2]


def _is_marked(element: Element) -> bool:
    is_marked = element.get("rel") == "author" or "author" in (element.get("itemprop") or "")
    return is_marked and element.tag != "meta"


def _find_class_words(root: Element) -> list[tuple[Element, str]]:
    """Return the elements whose class or id has a word for the author, with these names."""
    found: list[tuple[Element, str]] = []
    for element in find_attributed(root, *_NAMING_ATTRIBUTES):
        names = f" {' '.join([element.get(each) or '' for each in _NAMING_ATTRIBUTES])} "
        if _CLASS_WORD.search(names):
            found.append((element, names.translate(_HYPHENS)))
    return found


def _elements_near_headline(root: Element) -> Iterator[Element]:
    """Yield the elements from the box around the headline, or from the start of a page without
    one, to the first long paragraph."""
    headline = next(root.iter("h1"), None)
    first = root if headline is None else _headline_box(headline)
    is_near = False
    for element in root.iter():
        is_near = is_near or element is first
        if is_near and _is_story_paragraph(element):
            return
        if is_near:
            yield element


def _headline_box(headline: Element) -> Element:
    """Return the largest element around the headline that is too short for the story."""
    box = headline
    for above in headline.iterancestors():
        if len(text_content(above)) > _MAX_BOX_CHARS:
            break
        box = above
    return box


def _is_story_paragraph(element: Element) -> bool:
    """Whether it is a long paragraph, and not one with a script. A Chinese letter counts as
    three."""
    if element.tag != "p":
        return False
    is_long = len(text_content(element).encode("utf-8", "replace")) > MIN_STORY_CHARS
    return is_long and next(element.iter("script", "style"), None) is None


def _find_unmarked_bylines(root: Element) -> Iterator[list[str]]:
    """Yield the links to authors' pages after "By", and short lines that begin with it."""
    for link in islice(root.iter("a"), _MAX_LINKS):
        if _AUTHOR_URL.search(link.get("href") or "") and _follows_by(link):
            yield [_element_lines(link)]
    for element in islice(root.iter("p", "div", "span"), _MAX_ELEMENTS):
        if _is_story_paragraph(element):
            return
        own = (element.text or "").strip()
        if _BY_WORD.match(own) and not is_outside_story(element):
            yield from _find_first_byline(_element_lines(element).split("\n")[:2])
        elif len(own) <= MAX_BYLINE_CHARS and (labelled := _LABELLED_NAME.search(own)):
            yield [labelled[0]]


def _find_first_byline(lines: list[str]) -> Iterator[list[str]]:
    """Yield the two lines as one, since the name may follow in its own element, or the first."""
    for text in (" ".join(lines), lines[0]):
        line = _LINE_TAIL.split(" ".join(text.split()))[0]
        if _BY_NAME.fullmatch(line):
            yield [line]
            return


def _find_linked_authors(elements: Iterable[Element]) -> Iterator[list[str]]:
    """Yield the first link to an author's page."""
    for element in elements:
        if element.tag == "a" and _AUTHOR_URL.search(element.get("href") or ""):
            names = parse_names([_element_lines(element)])
            if names and all(map(is_full_name, names)) and not is_outside_story(element):
                yield list(names)
                return


def _find_senders(root: Element) -> Iterator[list[str]]:
    """Yield the bold names before an address, as in the archive of a mailing list."""
    for link in islice(root.iter("a"), _MAX_LINKS):
        before = link.getprevious()
        is_address = (link.get("href") or "").lower().startswith("mailto:")
        if is_address and before is not None and before.tag in ("b", "strong"):
            yield list(filter(is_full_name, parse_names([text_content(before)])))


def _find_byline_paragraphs(root: Element) -> Iterator[list[str]]:
    """Yield the first paragraph that is only "By" and a name, such as one below the lead or the
    text."""
    elements = islice(root.iter("p", "div", "span"), _MAX_ELEMENTS)
    begun = (each for each in elements if _BY_WORD.match((each.text or "").lstrip()))
    for element in islice(begun, _MAX_BYLINES):
        if len(element) >= _MAX_PARTS:
            continue
        text = _TIME_TAIL.sub("", " ".join(text_content(element).split()))
        is_byline = len(text) <= MAX_BYLINE_CHARS and _BY_NAME.fullmatch(text) is not None
        if is_byline and _is_beside_paragraphs(element) and not is_outside_story(element):
            yield [text]
            return


def _is_beside_paragraphs(element: Element) -> bool:
    """Whether the box around the element, or the one around that, has several paragraphs. The box
    of a link to another story has one."""
    boxes = list(islice(element.iterancestors("div", "article", "section", "main"), 2))
    paragraphs = [each for box in boxes[-1:] for each in box.iter("p") if not _is_caption(each)]
    return sum(len(text_content(each)) >= _MIN_PARAGRAPH_CHARS for each in paragraphs) > 1


_MAX_BYLINES, _MAX_PARTS, _MIN_PARAGRAPH_CHARS = 20, 5, 60
_TIME_TAIL = re.compile(r"\s+(?:at|on|am|um)\s+(?=\S*\d).*$", re.I)


def _find_only_author(root: Element) -> Iterator[list[str]]:
    """Yield the name in the links to authors' pages, if they all name the same person."""
    links = [a for a in root.iter("a") if _AUTHOR_ONLY_URL.search(a.get("href") or "")]
    lines = (_element_lines(a) for a in links[:_MAX_AUTHOR_LINKS] if not is_outside_story(a))
    names = {name for line in lines for name in parse_names([line]) if is_full_name(name)}
    if len(names) == 1:
        yield list(names)


_MAX_AUTHOR_LINKS = 10


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
    if not others:
        return [first]
    near = first
    for above in first.iterancestors():
        if text_length(above) > MAX_BYLINE_CHARS:
            break
        near = above
    inside = set(near.iter())
    return [first, *(each for each in others if each in inside)]


def _keep_story_elements(elements: list[Element]) -> list[Element]:
    return [
        each
        for each in islice(elements, 40)
        if not is_outside_story(each) and not _is_caption(each)
    ]


def _is_caption(element: Element) -> bool:
    """Whether it names the photographer of a picture."""
    return any(above.tag in ("figure", "figcaption") for above in element.iterancestors())


def _element_lines(element: Element) -> str:
    """Return the element's text, with a line break where two elements touch without a space, or
    the name in its microdata."""
    text = ""
    for piece in element.itertext():
        glued = text and piece and not text[-1].isspace() and not piece[0].isspace()
        text += f"\n{piece}" if glued else piece
    if not text.strip():
        return "\n".join(map(str, element.xpath(_MICRODATA_NAME)))
    return text if len(" ".join(text.split())) <= MIN_STORY_CHARS else ""
