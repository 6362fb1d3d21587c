"""Open content that browsers show only later: shadow roots, streamed parts and <noscript>."""

from __future__ import annotations

from earshot.ingest.html.dom import Element, retag, text_content

_MIN_NOSCRIPT_SHARE = 0.5


def open_shadow_roots(root: Element) -> None:
    """Make declarative shadow roots plain boxes."""
    for template in list(root.iter("template")):
        if template.get("shadowrootmode") or template.get("shadowroot"):
            retag(template, "div")


def place_streamed_parts(root: Element) -> None:
    """Move the parts that React streams at the end of the page into their places, which only
    have a <template> with the number of the part."""
    parts = {
        (part.get("id") or "")[2:]: part
        for part in root.iter("div")
        if part.get("hidden") is not None and (part.get("id") or "").startswith("S:")
    }
    if not parts:
        return
    for place in list(root.iter("template")):
        kind, _, number = (place.get("id") or "").partition(":")
        if kind in ("B", "P") and number in parts:
            part = parts.pop(number)
            part.attrib.pop("hidden")
            part.tail = None
            place.addprevious(part)


def open_noscript(root: Element) -> None:
    """Use <noscript> if it holds most of the page's paragraphs."""
    inside = list(root.iter("noscript"))
    if not inside:
        return
    min_letters = _MIN_NOSCRIPT_SHARE * max(1, sum(len(text_content(p)) for p in root.iter("p")))
    for element in inside:
        if sum(len(text_content(p)) for p in element.iter("p")) > min_letters:
            retag(element, "div")
