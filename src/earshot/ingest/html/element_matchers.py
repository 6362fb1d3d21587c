"""Functions that say whether an element is of a kind, by its tag, class names or attributes."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from itertools import islice

from earshot.ingest.html.dom import Element, is_within_sentence, tag_set, text_content
from earshot.ingest.html.dom_normalization import PART_ATTRIBUTE
from earshot.ingest.html.text_heuristics import is_code, is_figure_list

ElementMatcher = Callable[[Element, str], bool]
"""Called with an element and the words of its class, id and component names."""

_INLINE_TAGS = tag_set("a b i em strong u small sub sup mark abbr cite q time span font br code")

_KEPT_CLASS = "paywall"
_class_patterns: list[str] = []
"""The words of every matcher below and in `boilerplate`."""
_class_matchers: set[ElementMatcher] = set()


@lru_cache(2_048)
def has_known_class(named: str) -> bool:
    """Whether some matcher knows a class name. To be called when all matchers are built."""
    return _known_class_pattern().search(named) is not None


@cache
def _known_class_pattern() -> re.Pattern[str]:
    words = "|".join(_class_patterns)
    return re.compile(rf"\b(?:{words})\b|{_KEPT_CLASS}")


def needs_class(matcher: ElementMatcher) -> bool:
    """Whether the matcher only matches elements with a known class name."""
    return matcher in _class_matchers


def _match_by_class(matcher: ElementMatcher) -> ElementMatcher:
    _class_matchers.add(matcher)
    return matcher


def match_tags(written: str) -> ElementMatcher:
    tags = tag_set(written)
    return lambda element, named: element.tag in tags


def match_classes(pattern: str) -> ElementMatcher:
    """Match block elements with one of the words in class, id or component name."""
    words = re.compile(rf"\b(?:{pattern})\b")
    _class_patterns.append(pattern)
    return _match_by_class(
        lambda element, named: (
            bool(named) and element.tag not in _INLINE_TAGS and words.search(named) is not None
        )
    )


def match_span_classes(pattern: str) -> ElementMatcher:
    """Match <span> and <em> elements in the same way."""
    words = re.compile(rf"\b(?:{pattern})\b")
    _class_patterns.append(pattern)
    return _match_by_class(
        lambda element, named: (
            bool(named) and element.tag in ("span", "em") and words.search(named) is not None
        )
    )


@_match_by_class
def is_inline_credit(element: Element, named: str) -> bool:
    """Whether it is a credit at the end of a line, not a word in the middle of a sentence."""
    return _match_inline_credit(element, named) and not is_within_sentence(element)


_match_inline_credit = match_span_classes(
    r"captions?|credits?|photo ?credit|(?:img|image|photo|pic|picture) (?:desc\w*|text|source)"
)


_ICON = match_span_classes(r"icons?|material (?:icons?|symbols?)\w*|glyph ?icons?")
_ICON_TEXT = re.compile(r"[A-Za-z]|[a-z]+(?:_[a-z0-9]+)*")
"""A letter or name that an icon font draws as an icon, such as "S" or "expand_more"."""


@_match_by_class
def is_icon(element: Element, named: str) -> bool:
    is_named = _ICON(element, named) or (element.tag == "i" and "material icons" in named)
    is_drawn = is_named and _ICON_TEXT.fullmatch(text_content(element).strip()) is not None
    return is_drawn and not is_within_sentence(element)


_HIDDEN_STYLE = re.compile(
    r"display:none|visibility:hidden|mso-hide:all|clip:rect\((?:0|1px)|clip-path:inset\((?:50|100)%|"
    r"(?:left|text-indent):-\d{3,}|"
    r"(?=.*overflow:hidden)(?=.*(?:^|;)(?:max-)?(?:height|width):[01](?:px)?(?:;|$))"
)
"""Styles that hide text. Transparent text may fade in, so it is kept."""


def is_hidden(element: Element, classes: str) -> bool:
    if _KEPT_CLASS in classes:
        return False  # schema.org's own example of a cssSelector for the text behind a wall
    if element.get("hidden") is not None or (element.get("aria-hidden") or "").lower() == "true":
        return True
    style = element.get("style")
    return bool(style) and _HIDDEN_STYLE.search("".join(style.split()).lower()) is not None


def is_footer(element: Element, classes: str) -> bool:
    """Match footers, except in a quotation, where the footer names the speaker."""
    return element.tag == "footer" and all(a.tag != "blockquote" for a in element.iterancestors())


_CARD_TAGS = tag_set("p h2 h3 h4 h5 h6 ul ol")


def is_card(element: Element, classes: str) -> bool:
    """Match a link around whole blocks. Links of an article are inline."""
    if element.tag != "a" or element.get("href") is None:
        return False
    return next(element.iter(*_CARD_TAGS), None) is not None


MATCHED_ATTRIBUTES = tag_set(
    "hidden aria-hidden style role placeholder fallback data-earshot data-read-aloud-skip"
) | {PART_ATTRIBUTE}
"""Attributes that matchers look at, besides class names and the links of <a>."""
_BOILERPLATE_ROLES = tag_set("navigation complementary contentinfo dialog alert search banner")


def has_boilerplate_role(element: Element, classes: str) -> bool:
    return (element.get("role") or "").lower() in _BOILERPLATE_ROLES


def is_amp_placeholder(element: Element, named: str) -> bool:
    """Match what AMP shows while a component loads, or if it fails."""
    marked = element.get("placeholder") is not None or element.get("fallback") is not None
    return marked and element.tag not in ("input", "textarea")


def is_notes(element: Element, named: str) -> bool:
    return bool(element.get(PART_ATTRIBUTE) == "notes")


def is_code_block(element: Element, named: str) -> bool:
    return element.tag == "pre" and is_code(element)


def is_figures(element: Element, named: str) -> bool:
    return is_figure_list(element)


_VIDEO = match_classes(r"video|audio")


@_match_by_class
def is_media_box(element: Element, named: str) -> bool:
    """Match the box of a video, but not one that holds paragraphs."""
    return _VIDEO(element, named) and next(element.iter("p", "blockquote"), None) is None


_SLIDE_SHOW = match_classes(r"galler(?:y|ies)|slide ?shows?|carousel")
_MIN_SLIDE_IMAGES = 3
_MIN_PARAGRAPH_CHARS = 60


def is_slide_show(element: Element, named: str) -> bool:
    """Match a slide show between paragraphs. One above all paragraphs may be the story."""
    if not _SLIDE_SHOW(element, named):
        return False
    images = islice(element.iter("img", "picture", "amp-img"), _MIN_SLIDE_IMAGES)
    above = element.itersiblings("p", preceding=True)
    return sum(1 for _ in images) >= _MIN_SLIDE_IMAGES and any(map(_is_long, above))


@_match_by_class
def is_inner_slide_show(element: Element, named: str) -> bool:
    """Match a slide show with several long paragraphs above and below, however long it is."""
    if not _SLIDE_SHOW(element, named):
        return False
    slides = islice(element.iter("img", "picture", "amp-img", "li"), _MIN_SLIDE_IMAGES)
    return sum(1 for _ in slides) >= _MIN_SLIDE_IMAGES and all(
        sum(map(_is_long, element.itersiblings("p", preceding=is_above))) >= _MIN_PARAGRAPHS_AROUND
        for is_above in (True, False)
    )


_MIN_PARAGRAPHS_AROUND = 3


def _is_long(paragraph: Element) -> bool:
    return len(text_content(paragraph)) >= _MIN_PARAGRAPH_CHARS


_POLL = match_classes(r"polls?|quiz|survey")


@_match_by_class
def is_poll(element: Element, named: str) -> bool:
    """Match the box of a poll. A paragraph is more likely part of the story."""
    return element.tag != "p" and _POLL(element, named)


_COMMENT = match_classes("comment")


@_match_by_class
def is_comment(element: Element, named: str) -> bool:
    """Match readers' comments. A paragraph of an opinion piece can have this class too."""
    return element.tag != "p" and _COMMENT(element, named)
