"""Tag paths of elements: the tags from an element up to the root."""

from __future__ import annotations

from earshot.ingest.html.dom import Element, has_children, text_content
from earshot.ingest.html.skip_marks import is_boilerplate, is_in_boilerplate

_MAX_LINK_SHARE = 0.5


class TagPaths:
    """Tag paths of elements, cached by parent."""

    def __init__(self) -> None:
        self._path_by_parent: dict[Element | None, tuple[str, Element]] = {}
        self._boilerplate_by_parent: dict[Element | None, bool] = {}
        self._article_text_by_element: dict[Element, bool] = {}

    def path_of(self, element: Element) -> tuple[str, Element]:
        """Return the tags from the element up to the root, and the nearest <article> or <main>."""
        parent = element.getparent()
        if parent not in self._path_by_parent:
            above = list(element.iterancestors())
            nearest = next(
                (e for e in above if e.tag in ("article", "main")), (element, *above)[-1]
            )
            self._path_by_parent[parent] = "/".join(str(each.tag) for each in above), nearest
        tags, article = self._path_by_parent[parent]
        return f"{element.tag}/{tags}", article

    def is_article_text(self, element: Element) -> bool:
        """Whether the element is neither boilerplate nor mostly links."""
        if element not in self._article_text_by_element:
            self._article_text_by_element[element] = not self.is_in_boilerplate(
                element
            ) and not _is_mostly_links(element)
        return self._article_text_by_element[element]

    def is_in_boilerplate(self, element: Element) -> bool:
        """Whether the element or one of its ancestors is boilerplate."""
        parent = element.getparent()
        if parent is not None and parent not in self._boilerplate_by_parent:
            self._boilerplate_by_parent[parent] = is_in_boilerplate(parent)
        return is_boilerplate(element) or (
            parent is not None and self._boilerplate_by_parent[parent]
        )


def _is_mostly_links(element: Element) -> bool:
    if not has_children(element):
        return False
    links = sum(len(text_content(link)) for link in element.iter("a"))
    return links > _MAX_LINK_SHARE * len(text_content(element))
