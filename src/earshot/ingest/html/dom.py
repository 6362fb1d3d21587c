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

_FORBIDDEN_CHARS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MIN_SLUG_HYPHENS = 4
"""Hyphens from which an id is the text of a heading, not the name of a part."""
_NAMING_ATTRIBUTES = ("class", "data-component", "data-testid", "data-type", "data-block")
_CAMEL_CASE = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WRITTEN = "data-earshot-tag"
_MAX_ELEMENTS = 100_000
"""Real pages have some thousands; the time to read one rises with them."""
_TOO_DEEP = "Excessive depth"


def tag_set(tags: str) -> frozenset[str]:
    """Element names, written with spaces between."""
    return frozenset(tags.split())


def parse_html(html: str, source: str) -> Element:
    """The root element of the page, without comments and processing instructions.

    The parser's own guards stay on (256 levels, 10 MB of text in one node). Raises NoArticle for
    an empty page and SourceUnreadable for one that the guards refuse.
    """
    parser = HTMLParser(
        encoding="utf-8", huge_tree=False, remove_comments=True, remove_pis=True, no_network=True
    )
    try:
        root = document_fromstring(_FORBIDDEN_CHARS.sub(" ", html).encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        raise NoArticle(source=source, reason="the page is empty") from None
    if any(_TOO_DEEP in error.message for error in parser.error_log):
        raise SourceUnreadable(source=source, reason="its elements are nested too deep")
    if any(number >= _MAX_ELEMENTS for number, _ in enumerate(root.iter())):
        raise SourceUnreadable(source=source, reason=f"it has more than {_MAX_ELEMENTS} elements")
    return root


def select_css(root: Element, css: str) -> list[Element]:
    """The elements that a CSS selector matches. Raises ValueError for a broken one."""
    try:
        found: list[Element] = CSSSelector(css, translator="html")(root)  # type: ignore[assignment]
    except (SelectorError, etree.XPathError) as error:
        raise ValueError(str(error)) from error
    return found


def copy_tree(root: Element) -> Element:
    """A tree of its own that may be cut."""
    return deepcopy(root)


def retag(element: Element, tag: str) -> None:
    """Give the element another tag; its XPath keeps the one that the page has."""
    if _WRITTEN not in element.attrib:
        element.set(_WRITTEN, str(element.tag))
    element.tag = tag


def _written_tag(element: Element) -> str:
    return element.get(_WRITTEN) or str(element.tag)


def drop_element(element: Element) -> None:
    """Take the element out, and leave the text after it where it is."""
    if element.getparent() is not None:
        element.drop_tree()


def text_content(element: Element) -> str:
    """All text in the element, as it stands."""
    return "".join(element.itertext())


def is_within_sentence(element: Element) -> bool:
    """Whether words of the same sentence stand before and behind the element in its line."""
    previous, parent = element.getprevious(), element.getparent()
    if previous is not None:
        before = (previous.tail or "").strip() or text_content(previous).strip()
    else:
        before = ((parent.text or "") if parent is not None else "").strip()
    after = (element.tail or "").lstrip()
    return before[-1:].isalnum() and after[:1].isalnum() and not after[:1].isupper()


def has_children(element: Element) -> bool:
    """Whether other elements stand in it; `len` would count them all."""
    return next(element.iterchildren(), None) is not None


def class_words(element: Element) -> str:
    """The words of its class, id and data-component names, apart and in lower case."""
    attributes = element.attrib
    if not attributes:
        return ""
    names = " ".join([attributes[name] for name in _NAMING_ATTRIBUTES if name in attributes])
    slug = attributes.get("id") or ""
    if slug.count("-") + slug.count("_") < _MIN_SLUG_HYPHENS:
        names += " " + slug
    return _CAMEL_CASE.sub(" ", names).replace("-", " ").replace("_", " ").lower()


def split_into_runs(
    root: Element,
    block_tags: Container[str],
    is_silent: Callable[[Element], bool],
    break_tags: Container[str],
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
        elif node.tag in break_tags:
            owners.append(None)
            texts.append([])
        elif not is_silent(node):
            stack.extend(_stack_items(node, node if node.tag in block_tags else owner))
    pairs = zip(owners, texts, strict=True)
    return [(owner, "".join(parts)) for owner, parts in pairs if owner is not None]


def _stack_items(element: Element, owner: Element) -> list[tuple[Element | str, Element]]:
    """What stands in an element, last first, as a stack wants it."""
    items: list[tuple[Element | str, Element]] = []
    for child in reversed(element):
        if child.tail:
            items.append((child.tail, owner))
        items.append((child, owner))
    if element.text:
        items.append((element.text, owner))
    return items


_SELECTOR_ATTRIBUTES = ("data-earshot-marker", "data-beyondwords-marker", "data-marker", "id")


def find_selector(element: Element) -> str | None:
    """A CSS selector of the attribute by which the page itself names the element, or None."""
    for name in _SELECTOR_ATTRIBUTES:
        value = element.get(name)
        if value and value.isprintable() and not set(value) & set('"\\'):
            return f'[{name}="{value}"]'
    return None


class XPathBuilder:
    """XPaths of elements in one page: /html/body/article[1]/p[3].

    lxml's own `getpath` counts siblings anew for each element, which is quadratic in a long list.
    """

    def __init__(self) -> None:
        self._sibling_numbers: dict[Element, dict[Element, int]] = {}

    def xpath(self, element: Element) -> str:
        steps: list[str] = []
        current: Element | None = element
        while current is not None:
            parent: Element | None = current.getparent()
            is_unnumbered = parent is None or current.tag == "body"
            tag = _written_tag(current)
            steps.append(
                tag if is_unnumbered else f"{tag}[{self._sibling_number(current, parent)}]"
            )
            current = parent
        return "/" + "/".join(reversed(steps))

    def _sibling_number(self, element: Element, parent: Element) -> int:
        """Its place among the siblings of its tag, from 1."""
        if parent not in self._sibling_numbers:
            counts: Counter[str] = Counter()
            numbers = self._sibling_numbers[parent] = {}
            for child in parent:
                tag = _written_tag(child)
                counts[tag] += 1
                numbers[child] = counts[tag]
        return self._sibling_numbers[parent][element]
