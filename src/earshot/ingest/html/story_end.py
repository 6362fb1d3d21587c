"""Find texts below the story in a box of the page that is not the story's.

Extraction sometimes takes the whole column: then a list of other stories, readers' comments or the
text of a widget follows the last paragraph. The story is the deepest element with most of the text.
What follows in an element beside it is dropped, unless that element looks like one of the story's:
publishers split a story into boxes of one class around advertisements.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import takewhile

from earshot.ingest.filter_types import FilterVerdict, NumberedVerdicts
from earshot.ingest.html.dom import Element, sum_by_parent, tag_set
from earshot.ingest.html.text_runs import TextRun

_MIN_SHARE = 0.7
"""Share of the text that is in the story's box."""
_MIN_BLOCKS = 3
"""In a shorter story each paragraph may have its own box."""
_REASON = "in another box below the story"
_NUMBERED_TAGS = tag_set("section article p h1 h2 h3 h4 h5 h6 li blockquote")
"""Parts of a text. Each may have its own id."""

_Signature = tuple[str, str, str]


def drop_below_story(runs: Sequence[TextRun], verdicts: NumberedVerdicts) -> NumberedVerdicts:
    """Drop the last texts if they are outside the story's box."""
    spoken = [(n, runs[n].element) for n, verdict in verdicts if not verdict.reason and n >= 0]
    lengths = [(element, len(runs[n].text)) for n, element in spoken]
    box = _find_story_box(lengths)
    if box is None:
        return verdicts
    parents = [element.getparent() for _, element in spoken]
    boxes = {parent for parent in set(parents) if parent is not None and _is_within(parent, box)}
    inside = [parent in boxes for parent in parents]
    if sum(inside) < _MIN_BLOCKS:
        return verdicts
    last = len(inside) - inside[::-1].index(True)
    if last == len(inside):
        return verdicts
    story = _StoryBox(box, [e for (_, e), is_in in zip(spoken, inside, strict=True) if is_in])
    dropped = {n for n, element in spoken[last:] if not story.resembles(element)}
    return [
        (n, FilterVerdict(verdict.candidate, _REASON) if n in dropped else verdict)
        for n, verdict in verdicts
    ]


def _find_story_box(lengths: Sequence[tuple[Element, int]]) -> Element | None:
    """Return the deepest element around the share of the text that makes a story."""
    letters: Counter[Element] = Counter()
    for parent, length in sum_by_parent(lengths).items():
        for above in (parent, *parent.iterancestors()):
            letters[above] += length
    wanted = _MIN_SHARE * sum(length for _, length in lengths)
    boxes = [element for element, count in letters.items() if count >= wanted]
    return max(boxes, key=_depth, default=None)


def _depth(element: Element) -> int:
    return sum(1 for _ in element.iterancestors())


def _is_within(element: Element, box: Element) -> bool:
    return element is box or any(above is box for above in element.iterancestors())


class _StoryBox:
    """The story's box, and what its paragraphs and the elements around them look like."""

    def __init__(self, box: Element, paragraphs: Sequence[Element]) -> None:
        self._above = set(box.iterancestors())
        self._around = [box, *box.iterancestors()]
        parents = {each.getparent() for each in paragraphs}
        self._known = {_signature(each) for each in paragraphs if each.get("class")}
        self._known |= {_signature(parent) for parent in parents if parent is not None}

    def resembles(self, element: Element) -> bool:
        """Whether the text is around the box, or in an element like those of the story."""
        parent = element.getparent()
        if parent is None or parent in self._above:
            return True
        if not self._known.isdisjoint((_signature(element), _signature(parent))):
            return True
        *_, outermost = takewhile(lambda each: each not in self._above, element.iterancestors())
        common = outermost.getparent()
        *_, beside = takewhile(lambda each: each is not common, self._around)
        return _signature(outermost) == _signature(beside)


def _signature(element: Element) -> _Signature:
    name = "" if element.tag in _NUMBERED_TAGS else element.get("id") or ""
    return str(element.tag), element.get("class") or "", name
