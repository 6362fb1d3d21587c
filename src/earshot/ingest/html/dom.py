"""A stranger's page as a tree. The one file that knows lxml."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Container
from copy import deepcopy
from typing import TypeAlias

from lxml import etree
from lxml.cssselect import CSSSelector, SelectorError
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from earshot.errors import NoArticle, SourceUnreadable

Element: TypeAlias = HtmlElement

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SLUG = 4
"""Hyphens from which an id is the text of a heading, not the name of a part."""
_NAMING = ("class", "data-component", "data-testid", "data-type", "data-block")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_ELEMENTS = 100_000
"""Real pages have some thousands; the time to read one rises with them."""
_TOO_DEEP = "Excessive depth"


def names(written: str) -> frozenset[str]:
    """Element names, written with spaces between."""
    return frozenset(written.split())


def parsed(html: str, source: str) -> Element:
    """The root element of the page, without comments and processing instructions.

    The parser's own guards stay on (256 levels, 10 MB of text in one node). Raises NoArticle for
    an empty page and SourceUnreadable for one that the guards refuse.
    """
    parser = HTMLParser(
        encoding="utf-8", huge_tree=False, remove_comments=True, remove_pis=True, no_network=True
    )
    try:
        root = document_fromstring(_FORBIDDEN.sub(" ", html).encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        raise NoArticle(source=source, reason="the page is empty") from None
    if any(_TOO_DEEP in error.message for error in parser.error_log):
        raise SourceUnreadable(source=source, reason="its elements are nested too deep")
    if any(number >= _ELEMENTS for number, _ in enumerate(root.iter())):
        raise SourceUnreadable(source=source, reason=f"it has more than {_ELEMENTS} elements")
    return root


def selected(root: Element, css: str) -> list[Element]:
    """The elements that a CSS selector matches. Raises ValueError for a broken one."""
    try:
        found: list[Element] = CSSSelector(css, translator="html")(root)  # type: ignore[assignment]
    except (SelectorError, etree.XPathError) as error:
        raise ValueError(str(error)) from error
    return found


def copied(root: Element) -> Element:
    """A tree of its own that may be cut."""
    return deepcopy(root)


def drop(element: Element) -> None:
    """Take the element out, and leave the text after it where it is."""
    if element.getparent() is not None:
        element.drop_tree()


def words_of(element: Element) -> str:
    """All text in the element, as it stands."""
    return "".join(element.itertext())


def has_children(element: Element) -> bool:
    """Whether other elements stand in it; `len` would count them all."""
    return next(element.iterchildren(), None) is not None


def classes_of(element: Element) -> str:
    """The words of its class, id and data-component names, apart and in lower case."""
    attributes = element.attrib
    if not attributes:
        return ""
    names = " ".join([attributes[name] for name in _NAMING if name in attributes])
    slug = attributes.get("id") or ""
    if slug.count("-") + slug.count("_") < _SLUG:
        names += " " + slug
    return _CAMEL.sub(" ", names).replace("-", " ").replace("_", " ").lower()


def runs(
    root: Element,
    blocks: Container[str],
    silent: Callable[[Element], bool],
    breaks: Container[str],
) -> list[tuple[Element, str]]:
    """Stretches of text, each with the nearest block element above it, in page order.

    A stretch ends where another block begins or at an element of `breaks`, and goes on behind a
    silent one. Walks without recursion, each node once.
    """
    owners: list[Element | None] = []
    texts: list[list[str]] = []
    stack: list[tuple[Element | str, Element]] = [(root, root)]
    while stack:
        node, owner = stack.pop()
        if isinstance(node, str):
            if owners and owners[-1] is owner:
                texts[-1].append(node)
            else:
                owners.append(owner)
                texts.append([node])
        elif node.tag in breaks:
            owners.append(None)
            texts.append([])
        elif not silent(node):
            stack.extend(_inside(node, node if node.tag in blocks else owner))
    pairs = zip(owners, texts, strict=True)
    return [(owner, "".join(parts)) for owner, parts in pairs if owner is not None]


def _inside(element: Element, owner: Element) -> list[tuple[Element | str, Element]]:
    """What stands in an element, last first, as a stack wants it."""
    inside: list[tuple[Element | str, Element]] = []
    for child in reversed(element):
        if child.tail:
            inside.append((child.tail, owner))
        inside.append((child, owner))
    if element.text:
        inside.append((element.text, owner))
    return inside


_MARKERS = ("data-earshot-marker", "data-beyondwords-marker", "data-marker", "id")


def marker_of(element: Element) -> str | None:
    """A CSS selector of the attribute by which the page itself names the element, or None."""
    for name in _MARKERS:
        value = element.get(name)
        if value and value.isprintable() and not set(value) & set('"\\'):
            return f'[{name}="{value}"]'
    return None


class Paths:
    """XPaths of elements in one page: /html/body/article[1]/p[3].

    lxml's own `getpath` counts siblings anew for each element, which is quadratic in a long list.
    """

    def __init__(self) -> None:
        self._numbers: dict[Element, dict[Element, int]] = {}

    def of(self, element: Element) -> str:
        steps: list[str] = []
        at: Element | None = element
        while at is not None:
            above: Element | None = at.getparent()
            once = above is None or at.tag == "body"
            steps.append(str(at.tag) if once else f"{at.tag}[{self._number(at, above)}]")
            at = above
        return "/" + "/".join(reversed(steps))

    def _number(self, element: Element, parent: Element) -> int:
        """Its place among the siblings of its tag, from 1."""
        if parent not in self._numbers:
            counts: Counter[object] = Counter()
            numbers = self._numbers[parent] = {}
            for child in parent:
                counts[child.tag] += 1
                numbers[child] = counts[child.tag]
        return self._numbers[parent][element]
