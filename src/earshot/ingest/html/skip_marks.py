"""Marks of elements that are skipped, and of elements that are kept despite their class."""

from __future__ import annotations

from earshot.ingest.html.dom import Element, copy_tree, drop_element, find_attributed, tag_set

_MARK_ATTRIBUTE, _SKIP_VALUE = "data-earshot", "skip"
_CLEARED_ATTRIBUTE = "data-earshot-cleared"
_PUBLISHER_ATTRIBUTE = "data-read-aloud-skip"
_ATTRIBUTES = (_MARK_ATTRIBUTE, _CLEARED_ATTRIBUTE, _PUBLISHER_ATTRIBUTE)
_SPLITTING_TAGS = tag_set("br script style noscript table ul ol img")


def set_skip_mark(element: Element) -> None:
    element.set(_MARK_ATTRIBUTE, _SKIP_VALUE)


def set_cleared_mark(element: Element) -> None:
    element.set(_CLEARED_ATTRIBUTE, "")


def has_skip_mark(element: Element, classes: str = "") -> bool:
    return (
        element.get(_MARK_ATTRIBUTE) == _SKIP_VALUE or element.get(_PUBLISHER_ATTRIBUTE) is not None
    )


def is_boilerplate(element: Element) -> bool:
    """Whether the element itself has a skip mark, ours or the publisher's."""
    return has_skip_mark(element)


def is_in_boilerplate(element: Element) -> bool:
    """Whether the element or one of its ancestors has a skip mark."""
    return has_skip_mark(element) or any(has_skip_mark(above) for above in element.iterancestors())


def is_single_run(element: Element) -> bool:
    """Whether no skip mark and no line break splits the element's text."""
    return not any(has_skip_mark(inner) or inner.tag in _SPLITTING_TAGS for inner in element.iter())


def without_boilerplate(root: Element) -> Element:
    """Return a copy without the marked elements.

    Cleared elements lose their names there, because trafilatura also filters by them.
    """
    copy = copy_tree(root)
    for element in find_attributed(copy, *_ATTRIBUTES):
        if has_skip_mark(element):
            drop_element(element)
        elif element.get(_CLEARED_ATTRIBUTE) is not None:
            for name in ("class", "id", "style", "role"):
                element.attrib.pop(name, None)
    return copy
