"""What of a page is never story: cut out of the tree before the story is looked for.

A rule is a row of `RULES`: how such elements are marked, and why they stand on pages. Markup lies
sometimes, so nothing is cut that holds a good part of the page's running text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from earshot.ingest.html.dom import Element, classes_of, copied, drop, names, words_of

Marked = Callable[[Element, str], bool]
"""Told of an element and the words of its class, id and component names."""

_ATTRIBUTE, _SKIP = "data-earshot", "skip"
_KEPT = names("html body main article head meta link title script")
_INLINE = names("a b i em strong u small sub sup mark abbr cite q time span font br code")
_PARTING = names("br script style noscript table ul ol img")
_STORY_SHARE = 0.3
"""An element with more of the page's paragraphs is story, unless its name leaves no doubt."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What marks the elements, why they are no story, and how much of the page they may hold."""

    reason: str
    marked: Marked
    share: float = _STORY_SHARE


def _tags(written: str) -> Marked:
    known = names(written)
    return lambda element, named: element.tag in known


def _classed(pattern: str) -> Marked:
    """Block elements with one of the words in class, id or component name."""
    words = re.compile(rf"\b(?:{pattern})\b")
    return lambda element, named: (
        bool(named) and element.tag not in _INLINE and words.search(named) is not None
    )


def _spanned(pattern: str) -> Marked:
    """The same for elements inside a line."""
    words = re.compile(rf"\b(?:{pattern})\b")
    return lambda element, named: (
        bool(named) and element.tag == "span" and words.search(named) is not None
    )


def _asked(element: Element, named: str = "") -> bool:
    return element.get(_ATTRIBUTE) == _SKIP or element.get("data-read-aloud-skip") is not None


def _unseen(element: Element, named: str) -> bool:
    if "paywall" in named:
        return False  # schema.org's own example of a cssSelector for the text behind a wall
    style = (element.get("style") or "").replace(" ", "").lower()
    return (
        element.get("hidden") is not None
        or (element.get("aria-hidden") or "").lower() == "true"
        or "display:none" in style
        or "visibility:hidden" in style
    )


def _footer(element: Element, named: str) -> bool:
    """Feet of the page and of its parts; the foot of a quotation names who said it."""
    return element.tag == "footer" and all(a.tag != "blockquote" for a in element.iterancestors())


_BLOCKS_IN_LINKS = names("p h2 h3 h4 h5 h6 ul ol")


def _card(element: Element, named: str) -> bool:
    """A link around whole blocks is a card for another page; links of a story stand in lines."""
    if element.tag != "a" or element.get("href") is None:
        return False
    return next(element.iter(*_BLOCKS_IN_LINKS), None) is not None


_ROLES = names("navigation complementary contentinfo dialog alert search banner")


def _role(element: Element, named: str) -> bool:
    return (element.get("role") or "").lower() in _ROLES


_CONTROLS = "figcaption aside nav button dialog select audio video form iframe noscript"
_TAGGED = names(_CONTROLS) | {"footer"}
"""Elements that a rule may speak against though they bear no attribute."""

RULES: tuple[Rule, ...] = (
    Rule("the publisher asked for it", _asked),
    Rule("nobody sees it", _unseen),
    Rule("captions and controls", _tags(_CONTROLS)),
    Rule("the foot of the page", _footer),
    Rule("its role says so", _role),
    Rule("a card that leads to another page", _card),
    Rule("captions", _classed(r"captions?|credits?|photo ?credit|image ?source")),
    Rule("captions in a line", _spanned(r"captions?|credits?|photo ?credit")),
    Rule(
        "letters to subscribers",
        _classed(
            r"newsletters?|subscribe|subscription|signup|sign up|promos?|promotions?|cta|"
            r"whats ?app|wapp|(?:access|reg|registration) ?wall"
        ),
    ),
    Rule("cards that open over a name", _spanned(r"(?:rollover|hover|pop ?up|tooltip)\b.*\bblock")),
    Rule(
        "other stories",
        _classed(
            r"related|recirc\w*|recommend\w*|read ?more|read ?next|most read|trending|teasers?|"
            r"more stories|outbrain|taboola"
        ),
    ),
    Rule("boxes beside the story", _classed(r"fact ?box\w*|info ?box\w*"), share=0.8),
    Rule("what opens over the page", _classed(r"tooltip\w*|popover\w*|modal|lightbox")),
    Rule("sharing", _classed(r"share|sharing|social|shares")),
    Rule("advertising", _classed(r"ads?|advert\w*|sponsor\w*|commercial")),
    Rule("a machine's summary", _classed(r"(?:ai|gpt) (?:\w+ )?summar\w*|ai ?summar\w*")),
    Rule("for whoever builds the page", _classed(r"debug(?:ger|ging)?")),
    Rule("the writer", _classed(r"author bio|bio|about (?:the )?author|author info|author box")),
    Rule("for screen readers", _classed(r"sr only|visually hidden|screen reader\w*|a11y")),
    Rule(
        "unseen words in a line",
        _spanned(r"sr only|visually hidden|visuallyhidden|screen reader\w*"),
    ),
    Rule(
        "readers' letters",
        _classed(r"comments?|disqus|breadcrumbs?|pagination|tags|cookie\w*|copyright"),
    ),
)


def mark(root: Element, rules: tuple[Rule, ...] = RULES) -> dict[Element, str]:
    """Mark in the tree what no rule leaves to the story; the reason for each element marked."""
    story = _story(root)
    reasons: dict[Element, str] = {}
    stack = [root]
    while stack:
        element = stack.pop()
        reason = _reason(element, story[element] / (story[root] or 1), rules)
        if reason:
            element.set(_ATTRIBUTE, _SKIP)
            reasons[element] = reason
        else:
            stack.extend(element)
    return reasons


def skip(elements: Iterable[Element]) -> dict[Element, str]:
    """Mark what the publisher's own selectors leave out; the reason for each."""
    marked = dict.fromkeys(elements, "the publisher's selectors leave it out")
    for element in marked:
        element.set(_ATTRIBUTE, _SKIP)
    return marked


def is_skipped(element: Element) -> bool:
    """Whether the element itself is marked, by us or by the publisher."""
    return _asked(element)


def is_marked(element: Element) -> bool:
    """Whether the element stands in a marked part."""
    return _asked(element) or any(_asked(above) for above in element.iterancestors())


def is_plain(element: Element) -> bool:
    """Whether nothing in the element is marked, and no line break parts it."""
    return not any(_asked(inner) or inner.tag in _PARTING for inner in element.iter())


def unmarked(root: Element) -> Element:
    """A copy of the tree without its marked parts."""
    copy = copied(root)
    for element in list(copy.iter()):
        if _asked(element):
            drop(element)
    return copy


def _reason(element: Element, share: float, rules: tuple[Rule, ...]) -> str:
    if element.tag in _KEPT or not (element.attrib or element.tag in _TAGGED):
        return ""
    named = classes_of(element)
    against = (rule for rule in rules if share <= rule.share and rule.marked(element, named))
    return next((rule.reason for rule in against), "")


def _story(root: Element) -> Counter[Element]:
    """How many letters of paragraphs stand in each element."""
    letters: Counter[Element] = Counter()
    for paragraph in root.iter("p"):
        count = len(words_of(paragraph))
        for element in (paragraph, *paragraph.iterancestors()):
            letters[element] += count
    return letters
