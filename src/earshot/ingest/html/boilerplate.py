"""What of a page is never story: cut out of the tree before the story is looked for.

A rule is a row of `RULES`: how such elements are marked, and why they stand on pages. Markup lies
sometimes, so nothing is cut that holds a good part of the page's running text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from earshot.ingest.html.dom import (
    Element,
    class_words,
    copy_tree,
    drop_element,
    is_within_sentence,
    tag_set,
    text_content,
)
from earshot.ingest.html.dom_normalization import PART_ATTRIBUTE
from earshot.ingest.html.text_heuristics import count_prose_words, is_code, is_figure_list

ElementMatcher = Callable[[Element, str], bool]
"""Told of an element and the words of its class, id and component names."""

_MARK_ATTRIBUTE, _SKIP_VALUE = "data-earshot", "skip"
_CLEARED_ATTRIBUTE = "data-earshot-acquitted"
_STRUCTURAL_TAGS = tag_set("html body main article head meta link title script")
_INLINE_TAGS = tag_set("a b i em strong u small sub sup mark abbr cite q time span font br code")
_SPLITTING_TAGS = tag_set("br script style noscript table ul ol img")
CAPTIONS_REASON, CODE_REASON, REFERENCES_REASON = "captions", "code", "notes and references"
"""Reasons against parts that a listener may ask for."""
_NOTES_MAX_SHARE = 0.5
_DEFAULT_MAX_SHARE = 0.3
"""An element with more of the page's paragraphs is story, unless its name leaves no doubt."""
_NO_LIMIT, _PROSE_WORDS, _LONG_PROSE_WORDS = 1_000_000, 10, 40
"""Words of unlinked sentences that acquit an element whose class names speak against it."""


@dataclass(frozen=True, slots=True)
class BoilerplateRule:
    """What marks the elements, why they are no story, how much of the page they may hold, and from
    how many words of prose they are story all the same."""

    reason: str
    matches: ElementMatcher
    max_share: float = _DEFAULT_MAX_SHARE
    max_prose_words: int = _NO_LIMIT


def _match_tags(written: str) -> ElementMatcher:
    tags = tag_set(written)
    return lambda element, named: element.tag in tags


def _match_classes(pattern: str) -> ElementMatcher:
    """Block elements with one of the words in class, id or component name."""
    words = re.compile(rf"\b(?:{pattern})\b")
    return lambda element, named: (
        bool(named) and element.tag not in _INLINE_TAGS and words.search(named) is not None
    )


def _match_span_classes(pattern: str) -> ElementMatcher:
    """The same for elements inside a line."""
    words = re.compile(rf"\b(?:{pattern})\b")
    return lambda element, named: (
        bool(named) and element.tag == "span" and words.search(named) is not None
    )


def _is_inline_credit(element: Element, named: str) -> bool:
    """A credit in a line stands at its end; in the middle of a sentence it is a word of it."""
    return _match_inline_credit(element, named) and not is_within_sentence(element)


_match_inline_credit = _match_span_classes(r"captions?|credits?|photo ?credit")


def _has_skip_mark(element: Element, classes: str = "") -> bool:
    return (
        element.get(_MARK_ATTRIBUTE) == _SKIP_VALUE
        or element.get("data-read-aloud-skip") is not None
    )


_HIDDEN_STYLE = re.compile(
    r"display:none|visibility:hidden|mso-hide:all|clip:rect\((?:0|1px)|clip-path:inset\((?:50|100)%|"
    r"(?:left|text-indent):-\d{3,}|"
    r"(?=.*overflow:hidden)(?=.*(?:^|;)(?:max-)?(?:height|width):[01](?:px)?(?:;|$))"
)
"""How a style hides words. What is only transparent may fade in, and is read."""


def _is_hidden(element: Element, classes: str) -> bool:
    if "paywall" in classes:
        return False  # schema.org's own example of a cssSelector for the text behind a wall
    if element.get("hidden") is not None or (element.get("aria-hidden") or "").lower() == "true":
        return True
    style = element.get("style")
    return bool(style) and _HIDDEN_STYLE.search("".join(style.split()).lower()) is not None


def _is_footer(element: Element, classes: str) -> bool:
    """Feet of the page and of its parts; the foot of a quotation names who said it."""
    return element.tag == "footer" and all(a.tag != "blockquote" for a in element.iterancestors())


_CARD_TAGS = tag_set("p h2 h3 h4 h5 h6 ul ol")


def _is_card(element: Element, classes: str) -> bool:
    """A link around whole blocks is a card for another page; links of a story stand in lines."""
    if element.tag != "a" or element.get("href") is None:
        return False
    return next(element.iter(*_CARD_TAGS), None) is not None


_BOILERPLATE_ROLES = tag_set("navigation complementary contentinfo dialog alert search banner")


def _has_boilerplate_role(element: Element, classes: str) -> bool:
    return (element.get("role") or "").lower() in _BOILERPLATE_ROLES


_CONTROL_TAGS = "figcaption aside nav button dialog select audio video form iframe noscript"
_TEMPLATES = "template amp-ad amp-embed amp-consent amp-sidebar amp-auto-ads amp-sticky-ad"
_ALWAYS_CHECKED_TAGS = tag_set(f"{_CONTROL_TAGS} {_TEMPLATES} footer pre")
"""Elements that a rule may speak against though they bear no attribute."""


def _is_amp_placeholder(element: Element, named: str) -> bool:
    """What AMP shows while a part is loaded, and where it cannot be."""
    marked = element.get("placeholder") is not None or element.get("fallback") is not None
    return marked and element.tag not in ("input", "textarea")


def _is_notes(element: Element, named: str) -> bool:
    return bool(element.get(PART_ATTRIBUTE) == "notes")


def _is_code_block(element: Element, named: str) -> bool:
    return element.tag == "pre" and is_code(element)


def _is_figures(element: Element, named: str) -> bool:
    return is_figure_list(element)


_COMMENT = _match_classes("comment")


def _is_comment(element: Element, named: str) -> bool:
    """A reader's comment; a paragraph of the paper's own comment is called so too."""
    return element.tag != "p" and _COMMENT(element, named)


RULES: tuple[BoilerplateRule, ...] = (
    BoilerplateRule("the publisher asked for it", _has_skip_mark),
    BoilerplateRule("nobody sees it", _is_hidden),
    BoilerplateRule("captions and controls", _match_tags(_CONTROL_TAGS)),
    BoilerplateRule("a template that a script fills", _match_tags(_TEMPLATES)),
    BoilerplateRule("what stands there until a script has run", _is_amp_placeholder),
    BoilerplateRule("the foot of the page", _is_footer),
    BoilerplateRule(REFERENCES_REASON, _is_notes, max_share=_NOTES_MAX_SHARE),
    BoilerplateRule("figures in rows", _is_figures),
    BoilerplateRule(CODE_REASON, _is_code_block),
    BoilerplateRule("its role says so", _has_boilerplate_role),
    BoilerplateRule("a card that leads to another page", _is_card),
    BoilerplateRule(
        CAPTIONS_REASON, _match_classes(r"captions?|credits?|photo ?credit|image ?source")
    ),
    BoilerplateRule("captions in a line", _is_inline_credit),
    BoilerplateRule(
        "letters to subscribers",
        _match_classes(
            r"newsletters?|subscribe|subscription|signup|sign up|promos?|promotions?|cta|upsell|"
            r"marketing|whats ?app|wapp|(?:access|reg|registration) ?wall"
        ),
        max_prose_words=_LONG_PROSE_WORDS,
    ),
    BoilerplateRule(
        "cards that open over a name",
        _match_span_classes(r"(?:rollover|hover|pop ?up|tooltip)\b.*\bblock"),
    ),
    BoilerplateRule(
        "other stories",
        _match_classes(
            r"related|recirc\w*|recommend\w*|read ?more|read ?next|most read|trending|teasers?|"
            r"more stories|outbrain|taboola"
        ),
        max_prose_words=_PROSE_WORDS,
    ),
    BoilerplateRule(
        "boxes beside the story", _match_classes(r"fact ?box\w*|info ?box\w*"), max_share=0.8
    ),
    BoilerplateRule(
        "what opens over the page", _match_classes(r"tooltip\w*|popover\w*|modal|lightbox")
    ),
    BoilerplateRule(
        "sharing", _match_classes(r"share|sharing|social|shares"), max_prose_words=_PROSE_WORDS
    ),
    BoilerplateRule(
        "advertising", _match_classes(r"ads?|advert\w*|commercial"), max_prose_words=_PROSE_WORDS
    ),
    BoilerplateRule(
        "advertising", _match_classes(r"sponsor\w*"), max_prose_words=_LONG_PROSE_WORDS
    ),
    BoilerplateRule(
        "a machine's summary", _match_classes(r"(?:ai|gpt) (?:\w+ )?summar\w*|ai ?summar\w*")
    ),
    BoilerplateRule("for whoever builds the page", _match_classes(r"debug(?:ger|ging)?")),
    BoilerplateRule(
        "the writer", _match_classes(r"author bio|bio|about (?:the )?author|author info|author box")
    ),
    BoilerplateRule(
        "for screen readers", _match_classes(r"sr only|visually hidden|screen reader\w*|a11y")
    ),
    BoilerplateRule(
        "unseen words in a line",
        _match_span_classes(r"sr only|visually hidden|visuallyhidden|screen reader\w*"),
    ),
    BoilerplateRule("readers' letters", _match_classes(r"comments|disqus|cookie\w*")),
    BoilerplateRule(
        "readers' letters",
        _is_comment,
    ),
    BoilerplateRule(
        "parts of the page",
        _match_classes(r"breadcrumbs?|pagination|tags|copyright"),
        max_prose_words=_PROSE_WORDS,
    ),
)


def mark_boilerplate(
    root: Element, rules: tuple[BoilerplateRule, ...] = RULES
) -> dict[Element, str]:
    """Mark in the tree what no rule leaves to the story; the reason for each element marked."""
    letters = _count_paragraph_letters(root)
    reasons: dict[Element, str] = {}
    stack = [root]
    while stack:
        element = stack.pop()
        reason = _find_reason(element, letters[element] / (letters[root] or 1), rules)
        if reason:
            element.set(_MARK_ATTRIBUTE, _SKIP_VALUE)
            reasons[element] = reason
        else:
            stack.extend(element)
    return reasons


def mark_excluded(elements: Iterable[Element]) -> dict[Element, str]:
    """Mark what the publisher's own selectors leave out; the reason for each."""
    reasons = dict.fromkeys(elements, "the publisher's selectors leave it out")
    for element in reasons:
        element.set(_MARK_ATTRIBUTE, _SKIP_VALUE)
    return reasons


def is_boilerplate(element: Element) -> bool:
    """Whether the element itself is marked, by us or by the publisher."""
    return _has_skip_mark(element)


def is_in_boilerplate(element: Element) -> bool:
    """Whether the element stands in a marked part."""
    return _has_skip_mark(element) or any(
        _has_skip_mark(above) for above in element.iterancestors()
    )


def is_single_run(element: Element) -> bool:
    """Whether nothing in the element is marked, and no line break parts it."""
    return not any(
        _has_skip_mark(inner) or inner.tag in _SPLITTING_TAGS for inner in element.iter()
    )


def without_boilerplate(root: Element) -> Element:
    """A copy of the tree without its marked parts, and without the names that speak against what
    its words acquitted: extraction judges by names too."""
    copy = copy_tree(root)
    for element in list(copy.iter()):
        if _has_skip_mark(element):
            drop_element(element)
        elif element.get(_CLEARED_ATTRIBUTE) is not None:
            element.attrib.pop("class", None)
            element.attrib.pop("id", None)
    return copy


def _find_reason(element: Element, share: float, rules: tuple[BoilerplateRule, ...]) -> str:
    if element.tag in _STRUCTURAL_TAGS:
        return ""
    if not (element.attrib or element.tag in _ALWAYS_CHECKED_TAGS):
        return "figures in rows" if is_figure_list(element) and share <= _DEFAULT_MAX_SHARE else ""
    classes = class_words(element)
    matching_rules = [
        rule for rule in rules if share <= rule.max_share and rule.matches(element, classes)
    ]
    if not matching_rules:
        return ""
    prose = (
        count_prose_words(element)
        if any(rule.max_prose_words < _NO_LIMIT for rule in matching_rules)
        else 0
    )
    reason = next((rule.reason for rule in matching_rules if prose < rule.max_prose_words), "")
    if not reason:
        element.set(_CLEARED_ATTRIBUTE, "")
    return reason


def _count_paragraph_letters(root: Element) -> Counter[Element]:
    """How many letters of paragraphs stand in each element."""
    letters: Counter[Element] = Counter()
    for paragraph in root.iter("p"):
        count = len(text_content(paragraph))
        for element in (paragraph, *paragraph.iterancestors()):
            letters[element] += count
    return letters
