"""Mark elements that are never part of an article, before the extraction.

A rule of `RULES` says how such elements are recognised, and the reason. Markup is sometimes wrong,
so an element with a large share of the page's running text is never marked.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from earshot.ingest.html.dom import (
    Element,
    class_words,
    is_within_sentence,
    tag_set,
    text_content,
)
from earshot.ingest.html.dom_normalization import PART_ATTRIBUTE
from earshot.ingest.html.skip_marks import has_skip_mark, set_cleared_mark, set_skip_mark
from earshot.ingest.html.text_heuristics import count_prose_words, is_code, is_figure_list

ElementMatcher = Callable[[Element, str], bool]
"""Called with an element and the words of its class, id and component names."""

_STRUCTURAL_TAGS = tag_set("html body main article head meta link title script")
_INLINE_TAGS = tag_set("a b i em strong u small sub sup mark abbr cite q time span font br code")
CAPTIONS_REASON, CODE_REASON, REFERENCES_REASON = "captions", "code", "notes and references"
"""Reasons of the parts that can be switched on."""
_NOTES_MAX_SHARE = 0.5
_DEFAULT_MAX_SHARE = 0.3
"""An element with a larger share of the page's paragraphs is kept by default."""
_HIDDEN_MAX_SHARE = 0.55
"""A hidden element with a larger share may be the article that a script shows."""
_NO_LIMIT, _PROSE_WORDS, _LONG_PROSE_WORDS = 1_000_000, 10, 40
"""An element with so many words of unlinked sentences is kept despite its class names."""


@dataclass(frozen=True, slots=True)
class BoilerplateRule:
    """How elements are matched, the reason, and the limits above which a match is kept."""

    reason: str
    matches: ElementMatcher
    max_share: float = _DEFAULT_MAX_SHARE
    max_prose_words: int = _NO_LIMIT


def _match_tags(written: str) -> ElementMatcher:
    tags = tag_set(written)
    return lambda element, named: element.tag in tags


def _match_classes(pattern: str) -> ElementMatcher:
    """Match block elements with one of the words in class, id or component name."""
    words = re.compile(rf"\b(?:{pattern})\b")
    return lambda element, named: (
        bool(named) and element.tag not in _INLINE_TAGS and words.search(named) is not None
    )


def _match_span_classes(pattern: str) -> ElementMatcher:
    """Match <span> elements in the same way."""
    words = re.compile(rf"\b(?:{pattern})\b")
    return lambda element, named: (
        bool(named) and element.tag == "span" and words.search(named) is not None
    )


def _is_inline_credit(element: Element, named: str) -> bool:
    """Whether it is a credit at the end of a line, not a word in the middle of a sentence."""
    return _match_inline_credit(element, named) and not is_within_sentence(element)


_match_inline_credit = _match_span_classes(r"captions?|credits?|photo ?credit")


_HIDDEN_STYLE = re.compile(
    r"display:none|visibility:hidden|mso-hide:all|clip:rect\((?:0|1px)|clip-path:inset\((?:50|100)%|"
    r"(?:left|text-indent):-\d{3,}|"
    r"(?=.*overflow:hidden)(?=.*(?:^|;)(?:max-)?(?:height|width):[01](?:px)?(?:;|$))"
)
"""Styles that hide text. Transparent text may fade in, so it is kept."""


def _is_hidden(element: Element, classes: str) -> bool:
    if "paywall" in classes:
        return False  # schema.org's own example of a cssSelector for the text behind a wall
    if element.get("hidden") is not None or (element.get("aria-hidden") or "").lower() == "true":
        return True
    style = element.get("style")
    return bool(style) and _HIDDEN_STYLE.search("".join(style.split()).lower()) is not None


def _is_footer(element: Element, classes: str) -> bool:
    """Match footers, except in a quotation, where the footer names the speaker."""
    return element.tag == "footer" and all(a.tag != "blockquote" for a in element.iterancestors())


_CARD_TAGS = tag_set("p h2 h3 h4 h5 h6 ul ol")


def _is_card(element: Element, classes: str) -> bool:
    """Match a link around whole blocks. Links of an article are inline."""
    if element.tag != "a" or element.get("href") is None:
        return False
    return next(element.iter(*_CARD_TAGS), None) is not None


_BOILERPLATE_ROLES = tag_set("navigation complementary contentinfo dialog alert search banner")


def _has_boilerplate_role(element: Element, classes: str) -> bool:
    return (element.get("role") or "").lower() in _BOILERPLATE_ROLES


_CONTROL_TAGS = "figcaption aside nav button dialog select audio video form iframe noscript"
_TEMPLATES = "template amp-ad amp-embed amp-consent amp-sidebar amp-auto-ads amp-sticky-ad"
_ALWAYS_CHECKED_TAGS = tag_set(f"{_CONTROL_TAGS} {_TEMPLATES} footer pre")
"""Elements that the rules check even without attributes."""


def _is_amp_placeholder(element: Element, named: str) -> bool:
    """Match what AMP shows while a component loads, or if it fails."""
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
    """Match readers' comments. A paragraph of an opinion piece can have this class too."""
    return element.tag != "p" and _COMMENT(element, named)


RULES: tuple[BoilerplateRule, ...] = (
    BoilerplateRule("skipped by the publisher's markup", has_skip_mark),
    BoilerplateRule("hidden", _is_hidden, max_share=_HIDDEN_MAX_SHARE),
    BoilerplateRule("captions and controls", _match_tags(_CONTROL_TAGS)),
    BoilerplateRule("a script template", _match_tags(_TEMPLATES)),
    BoilerplateRule("a loading placeholder", _is_amp_placeholder),
    BoilerplateRule("footer", _is_footer),
    BoilerplateRule(REFERENCES_REASON, _is_notes, max_share=_NOTES_MAX_SHARE),
    BoilerplateRule("figures in rows", _is_figures),
    BoilerplateRule(CODE_REASON, _is_code_block),
    BoilerplateRule("its ARIA role", _has_boilerplate_role),
    BoilerplateRule("a link card", _is_card),
    BoilerplateRule(
        CAPTIONS_REASON, _match_classes(r"captions?|credits?|photo ?credit|image ?source")
    ),
    BoilerplateRule("inline image credit", _is_inline_credit),
    BoilerplateRule(
        "newsletter or subscription",
        _match_classes(
            r"newsletters?|subscribe|subscription|signup|sign up|promos?|promotions?|cta|upsell|"
            r"marketing|whats ?app|wapp|(?:access|reg|registration) ?wall"
        ),
        max_prose_words=_LONG_PROSE_WORDS,
    ),
    BoilerplateRule(
        "hover card",
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
    BoilerplateRule("fact box", _match_classes(r"fact ?box\w*|info ?box\w*"), max_share=0.8),
    BoilerplateRule(
        "pop-ups and overlays", _match_classes(r"tooltip\w*|popover\w*|modal|lightbox")
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
    BoilerplateRule("AI summary", _match_classes(r"(?:ai|gpt) (?:\w+ )?summar\w*|ai ?summar\w*")),
    BoilerplateRule("debugging output", _match_classes(r"debug(?:ger|ging)?")),
    BoilerplateRule(
        "about the author",
        _match_classes(r"author bio|bio|about (?:the )?author|author info|author box"),
    ),
    BoilerplateRule(
        "for screen readers", _match_classes(r"sr only|visually hidden|screen reader\w*|a11y")
    ),
    BoilerplateRule(
        "inline text for screen readers",
        _match_span_classes(r"sr only|visually hidden|visuallyhidden|screen reader\w*"),
    ),
    BoilerplateRule("comments or cookie notice", _match_classes(r"comments|disqus|cookie\w*")),
    BoilerplateRule(
        "comments or cookie notice",
        _is_comment,
    ),
    BoilerplateRule(
        "page navigation",
        _match_classes(r"breadcrumbs?|pagination|tags|copyright"),
        max_prose_words=_PROSE_WORDS,
    ),
)


def mark_boilerplate(
    root: Element, rules: tuple[BoilerplateRule, ...] = RULES
) -> dict[Element, str]:
    """Mark boilerplate in the tree. Returns the reason for each marked element."""
    letters = _count_paragraph_letters(root)
    reasons: dict[Element, str] = {}
    stack = [root]
    while stack:
        element = stack.pop()
        reason = _find_reason(element, letters[element] / (letters[root] or 1), rules)
        if reason:
            set_skip_mark(element)
            reasons[element] = reason
        else:
            stack.extend(element)
    return reasons


def mark_excluded(elements: Iterable[Element]) -> dict[Element, str]:
    """Mark elements that a selector excludes. Returns the reason for each."""
    reasons = dict.fromkeys(elements, "excluded by a selector")
    for element in reasons:
        set_skip_mark(element)
    return reasons


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
        set_cleared_mark(element)
    return reason


def _count_paragraph_letters(root: Element) -> Counter[Element]:
    """Count the letters of paragraphs in each element."""
    letters: Counter[Element] = Counter()
    for paragraph in root.iter("p"):
        count = len(text_content(paragraph))
        for element in (paragraph, *paragraph.iterancestors()):
            letters[element] += count
    return letters
