"""XPaths of elements in a page."""

from __future__ import annotations

from collections import Counter

from earshot.ingest.html.dom import Element, written_tag


class XPathBuilder:
    """Builds XPaths of elements in one page: /html/body/article[1]/p[3].

    lxml's own `getpath` counts all siblings for each element, which takes quadratic time in a long
    list.
    """

    def __init__(self) -> None:
        self._sibling_numbers: dict[Element, dict[Element, int]] = {}
        self._paths_above: dict[Element, str] = {}

    def xpath(self, element: Element) -> str:
        parent = element.getparent()
        if parent is None:
            return f"/{written_tag(element)}"
        above = self._paths_above.get(parent)
        if above is None:
            above = self._paths_above[parent] = self.xpath(parent)
        if element.tag == "body":
            return f"{above}/{written_tag(element)}"
        number = self._sibling_number(element, parent)
        return f"{above}/{written_tag(element)}[{number}]"

    def _sibling_number(self, element: Element, parent: Element) -> int:
        """Return its position among the siblings with its tag, from 1."""
        if parent not in self._sibling_numbers:
            counts: Counter[str] = Counter()
            numbers = self._sibling_numbers[parent] = {}
            for child in parent:
                tag = written_tag(child)
                counts[tag] += 1
                numbers[child] = counts[tag]
        return self._sibling_numbers[parent][element]
