"""Parse untrusted HTML. Only this module uses lxml's parser."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Container, Iterable
from copy import deepcopy
from functools import lru_cache
from itertools import dropwhile, islice
from typing import NamedTuple, TypeAlias

from lxml import etree
from lxml.cssselect import CSSSelector, SelectorError
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from earshot.errors import NoArticle, SourceUnreadable

Element: TypeAlias = HtmlElement

_CONTROL_BYTES = bytes((*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20)))
_CONTROLS_TO_SPACES = bytes.maketrans(_CONTROL_BYTES, b" " * len(_CONTROL_BYTES))
_SURROGATES = re.compile("[\ud800-\udfff]")
_NONCHARACTERS = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")
_FORBIDDEN_REFERENCE = re.compile(
    rb"&#(?:0*(?:[1-8]|1[124-9]|2\d|3[01]|6553[45])(?!\d)|"
    rb"x0*(?:[1-8bcef]|1[\da-f]|fff[ef])(?![\da-f]));?",
    re.I,
)
"""A control character or noncharacter that is written as a number."""
_MIN_SLUG_HYPHENS = 4
"""An ID with so many hyphens is the text of a heading, not a name."""
_NAMING_ATTRIBUTES = ("class", "data-component", "data-testid", "data-type", "data-block")
_CAMEL_CASE = re.compile(r"(?<=[a-z])(?=[A-Z])")
_MAX_CACHED_CHARS = 200
_WRITTEN = "data-earshot-tag"
_ELEMENT_CLASSES = etree.ElementDefaultClassLookup(element=HtmlElement)
"""The lookup of `lxml.html` calls Python for each element, to give forms a class of their own."""
_MAX_ELEMENTS = 100_000
"""Real pages have some thousands of elements; the time to read one rises with them."""
_TOO_DEEP = "Excessive depth"
_HEAD_TAGS = ("title", "meta", "link", "script", "style", "base", "noscript", "template", "object")


def tag_set(tags: str) -> frozenset[str]:
    """Return a set of tags from a string with spaces."""
    return frozenset(tags.split())


def parse_html(html: str, source: str) -> Element:
    """Return the root element of the page, without comments and processing instructions.

    The limits of the parser apply (256 levels, 10 MB of text in one node). Raises NoArticle for an
    empty page and SourceUnreadable for one beyond the limits.
    """
    parser = HTMLParser(
        encoding="utf-8", huge_tree=False, remove_comments=True, remove_pis=True, no_network=True
    )
    parser.set_element_class_lookup(_ELEMENT_CLASSES)
    try:
        root = document_fromstring(_encode(html), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        raise NoArticle(source=source, reason="the page is empty") from None
    if any(_TOO_DEEP in error.message for error in parser.error_log):
        raise SourceUnreadable(source=source, reason="its elements are nested too deep")
    if next(islice(root.iter(), _MAX_ELEMENTS, None), None) is not None:
        raise SourceUnreadable(source=source, reason=f"it has more than {_MAX_ELEMENTS} elements")
    _drop_drawings(root)
    _move_into_body(root)
    return root


def _move_into_body(root: Element) -> None:
    """Move what the parser put into <head> because it knows no <main> or <article>: HTML ends the
    head at the first element of the body, whose tag may be left out."""
    head = root.find("head")
    if head is None:
        return
    inside = list(dropwhile(lambda each: each.tag in _HEAD_TAGS, head))
    if not inside:
        return
    body = root.find("body")
    if body is None:
        body = etree.SubElement(root, "body")
    for element in reversed(inside):
        body.insert(0, element)


def _drop_drawings(root: Element) -> None:
    """Drop SVG images, whose title is a label such as "opens in a new tab". An <svg> that is never
    closed holds the rest of the page."""
    for drawing in list(root.iter("svg")):
        if next(drawing.iter("p"), None) is None:
            drop_element(drawing)


def _encode(html: str) -> bytes:
    """Return the page in UTF-8, with spaces for the characters that XML forbids."""
    try:
        data = html.encode("utf-8")
    except UnicodeEncodeError:
        data = _SURROGATES.sub(" ", html).encode("utf-8")
    data = data.translate(_CONTROLS_TO_SPACES)
    for character in _NONCHARACTERS:
        data = data.replace(character, b" ")
    return _FORBIDDEN_REFERENCE.sub(b" ", data)


def select_css(root: Element, css: str) -> list[Element]:
    """Return the elements that match a CSS selector. Raises ValueError for an invalid one."""
    try:
        found: list[Element] = CSSSelector(css, translator="html")(root)  # type: ignore[assignment]
    except (SelectorError, etree.XPathError) as error:
        raise ValueError(str(error)) from error
    return found


def find_attributed(root: Element, *names: str) -> list[Element]:
    """Return the elements that have one of the attributes, in page order."""
    found: list[Element] = _attribute_path(names)(root)  # type: ignore[assignment]
    return found


@lru_cache(32)
def _attribute_path(names: tuple[str, ...]) -> etree.XPath:
    """Return a compiled path. It visits the elements without creating their objects."""
    return etree.XPath(f"descendant-or-self::*[{' or '.join(f'@{name}' for name in names)}]")


def copy_tree(root: Element) -> Element:
    """Return a copy that may be changed."""
    return deepcopy(root)


def retag(element: Element, tag: str) -> None:
    """Change the tag. The XPath of the element keeps the original one."""
    if _WRITTEN not in element.attrib:
        element.set(_WRITTEN, str(element.tag))
    element.tag = tag


def written_tag(element: Element) -> str:
    """Return the tag in the source of the page."""
    return element.get(_WRITTEN) or str(element.tag)


def drop_element(element: Element) -> None:
    """Remove the element, but keep the text after it."""
    if element.getparent() is not None:
        element.drop_tree()


def unnest_links(root: Element) -> None:
    """Drop links inside links, which HTML forbids. Counting their text takes quadratic time."""
    for link in list(root.iter("a")):
        if next(link.iterancestors("a"), None) is not None:
            link.drop_tag()


def text_content(element: Element) -> str:
    """Return all text in the element, unchanged."""
    if not has_children(element):
        return element.text or ""
    return etree.tostring(element, method="text", encoding="unicode", with_tail=False)


def is_within_sentence(element: Element) -> bool:
    """Whether the line has words of the same sentence before and after the element."""
    previous, parent = element.getprevious(), element.getparent()
    if previous is not None:
        before = (previous.tail or "").strip() or text_content(previous).strip()
    else:
        before = ((parent.text or "") if parent is not None else "").strip()
    after = (element.tail or "").lstrip()
    return before[-1:].isalnum() and after[:1].isalnum() and not after[:1].isupper()


def sum_by_parent(counts: Iterable[tuple[Element, int]]) -> Counter[Element]:
    """Add the counts of elements up for each parent. Many paragraphs have the same one."""
    sums: Counter[Element] = Counter()
    for element, count in counts:
        parent = element.getparent()
        if parent is not None:
            sums[parent] += count
    return sums


def has_children(element: Element) -> bool:
    """Whether the element has child elements; `len` would count them all."""
    return next(element.iterchildren(), None) is not None


def class_words(element: Element) -> str:
    """Return the words of class, id and data-component names, in lower case."""
    if not element.attrib:
        return ""
    get = element.get
    names = " ".join([value for name in _NAMING_ATTRIBUTES if (value := get(name)) is not None])
    slug = get("id")
    if slug and slug.count("-") + slug.count("_") < _MIN_SLUG_HYPHENS:
        names += " " + slug
    return _split_names_once(names) if len(names) <= _MAX_CACHED_CHARS else _split_names(names)


def _split_names(names: str) -> str:
    return _CAMEL_CASE.sub(" ", names).replace("-", " ").replace("_", " ").lower()


_split_names_once = lru_cache(2_048)(_split_names)
"""A page repeats its class names."""


class RawRun(NamedTuple):
    """A stretch of text, its nearest block element, and how much of it is in links."""

    element: Element
    text: str
    linked_text: str


def split_into_runs(
    root: Element,
    block_tags: Container[str],
    is_silent: Callable[[Element], bool],
    break_tags: Container[str],
) -> list[RawRun]:
    """Split a page into runs of text, in page order.

    A run ends at another block element or at an element of `breaks`, and continues after a silent
    one. Visits each node once, without recursion. Runs of spaces are left out.
    """
    collector = _RunCollector()
    walker = etree.iterwalk(root, events=("start", "end"))
    around: list[tuple[Element, bool]] = [(root, False)]
    for event, node in walker:
        owner, is_linked = around[-1]
        if event == "end":
            around.pop()
            owner, is_linked = around[-1]
            if node is not root and (tail := node.tail):
                collector.add(tail, owner, is_linked)
            continue
        tag = node.tag
        is_break = tag in break_tags
        if is_break or is_silent(node):
            walker.skip_subtree()
            collector.is_open = collector.is_open and not is_break
        else:
            if tag in block_tags:
                owner, collector.is_open = node, False  # an empty block ends a run too
            is_linked = is_linked or tag == "a"
            if text := node.text:
                collector.add(text, owner, is_linked)
        around.append((owner, is_linked))
    return [
        RawRun(owner, text, "".join(linked_texts))
        for owner, texts, linked_texts in collector.runs
        if not (text := "".join(texts)).isspace()
    ]


class _RunCollector:
    """Appends texts to the last run while it is open and has the same owner."""

    def __init__(self) -> None:
        self.runs: list[tuple[Element, list[str], list[str]]] = []
        self.is_open = False

    def add(self, text: str, owner: Element, is_linked: bool) -> None:
        if not (self.is_open and self.runs[-1][0] is owner):
            self.runs.append((owner, [], []))
            self.is_open = True
        self.runs[-1][1].append(text)
        if is_linked:
            self.runs[-1][2].append(text)


_SELECTOR_ATTRIBUTES = ("data-earshot-marker", "data-beyondwords-marker", "data-marker", "id")


def find_selector(element: Element) -> str | None:
    """Return a CSS selector with an attribute that identifies the element, or None."""
    for name in _SELECTOR_ATTRIBUTES:
        value = element.get(name)
        if value and value.isprintable() and not set(value) & set('"\\'):
            return f'[{name}="{value}"]'
    return None
