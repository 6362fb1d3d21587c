"""Mark elements that are never part of an article, before the extraction.

A rule of `RULES` says how such elements are recognized, and the reason. Markup is sometimes wrong,
so an element with a large share of the page's running text is never marked.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from earshot.ingest.html.boxes import CAPTIONS_REASON as CAPTIONS_REASON
from earshot.ingest.html.boxes import find_boxes
from earshot.ingest.html.dom import (
    Element,
    class_words,
    retag,
    sum_by_parent,
    tag_set,
    text_content,
)
from earshot.ingest.html.element_matchers import (
    MATCHED_ATTRIBUTES,
    ElementMatcher,
    has_boilerplate_role,
    has_known_class,
    is_amp_placeholder,
    is_card,
    is_code_block,
    is_comment,
    is_figures,
    is_footer,
    is_hidden,
    is_icon,
    is_inline_credit,
    is_inner_slide_show,
    is_media_box,
    is_notes,
    is_poll,
    is_slide_show,
    match_classes,
    match_span_classes,
    match_tags,
    needs_class,
)
from earshot.ingest.html.skip_marks import has_skip_mark, set_cleared_mark, set_skip_mark
from earshot.ingest.html.text_heuristics import count_prose_words, is_figure_list

_STRUCTURAL_TAGS = tag_set("html body main article head meta link title script")
CODE_REASON, REFERENCES_REASON = "code", "notes and references"
"""Reasons of parts that can be switched on, beside the captions."""
_NOTES_MAX_SHARE = 0.5
_MAX_LETTERS_BESIDE_CAPTIONS = 2_000
"""With more letters of other paragraphs those are the story, however long its gallery is."""
_DEFAULT_MAX_SHARE = 0.3
"""An element with a larger share of the page's paragraphs is kept by default."""
_HIDDEN_MAX_SHARE = 0.55
"""A hidden element with a larger share may be the article that a script shows."""
_AD_MAX_SHARE, _BOX_MAX_SHARE, _INNER_MAX_SHARE = 0.15, 0.45, 0.9
_MAIN_SHARE = 0.5
"""An element with a larger share of the page's paragraphs holds the article."""
_MIN_MAIN_LETTERS = 500
"""A page with less in paragraphs has its text in other elements."""
_MISPLACED_TAGS = tag_set("nav aside header footer li button select dialog menu label")
"""Tags of elements that were never closed, if they hold the article."""
_DISCARDED_NAMES = re.compile(
    r"shar|social|viral|newsletter|syndication|cookie|tags?\b|sidebar|banner|bread-?crumb|button|author|"
    r"footer|nav|menu|related|message|premium|\bad\b|widget|bar\b|byline|embed|consent|modal|permission|"
    r"next-|-stories|most-popular|more-on|meta|rating|attachment|timestamp|user-|icon|infos|slide|"
    r"viewport|overlay|options|expand|obfuscated|blurred|hidden|hide|noprint|notloaded|teaser|bottom|"
    r"link\b|border|comment|reply|caption",
    re.I,
)
"""Names of elements that trafilatura removes with any content."""
_NO_LIMIT, _PROSE_WORDS, _LONG_PROSE_WORDS = 1_000_000, 10, 40
"""An element with so many words of unlinked sentences is kept despite its class names."""


@dataclass(frozen=True, slots=True)
class BoilerplateRule:
    """How elements are matched, the reason, and the limits above which a match is kept."""

    reason: str
    matches: ElementMatcher
    max_share: float = _DEFAULT_MAX_SHARE
    max_prose_words: int = _NO_LIMIT


_CONTROL_TAGS = "figcaption aside nav button dialog select audio video form iframe noscript"
_TEMPLATES = "template amp-ad amp-embed amp-consent amp-sidebar amp-auto-ads amp-sticky-ad"
_ALWAYS_CHECKED_TAGS = tag_set(f"{_CONTROL_TAGS} {_TEMPLATES} footer pre a")
"""Elements that the rules check even without attributes."""


RULES: tuple[BoilerplateRule, ...] = (
    BoilerplateRule("skipped by the publisher's markup", has_skip_mark),
    BoilerplateRule("hidden", is_hidden, max_share=_HIDDEN_MAX_SHARE),
    BoilerplateRule("captions and controls", match_tags(_CONTROL_TAGS)),
    BoilerplateRule("a script template", match_tags(_TEMPLATES)),
    BoilerplateRule("a loading placeholder", is_amp_placeholder),
    BoilerplateRule("footer", is_footer),
    BoilerplateRule(REFERENCES_REASON, is_notes, max_share=_NOTES_MAX_SHARE),
    BoilerplateRule("figures in rows", is_figures),
    BoilerplateRule(CODE_REASON, is_code_block),
    BoilerplateRule("its ARIA role", has_boilerplate_role),
    BoilerplateRule("a link card", is_card),
    BoilerplateRule(
        CAPTIONS_REASON,
        match_classes(
            r"(?:thumb|image|img|photo|picture|pic|fig|figure|media|video|gallery|slide)?captions?|"
            r"credits?|photo ?credit|image ?source"
        ),
    ),
    BoilerplateRule("a slide show", is_slide_show, max_share=_BOX_MAX_SHARE),
    BoilerplateRule("a slide show", is_inner_slide_show, max_share=_INNER_MAX_SHARE),
    BoilerplateRule("inline image credit", is_inline_credit),
    BoilerplateRule("an icon", is_icon),
    BoilerplateRule(
        "newsletter or subscription",
        match_classes(
            r"newsletters?|subscribe|subscriptions?|signup|sign up|promos?|promotions?|cta|upsell|"
            r"marketing|whats ?app|wapp|(?:access|reg|registration) ?wall"
        ),
        max_prose_words=_LONG_PROSE_WORDS,
    ),
    BoilerplateRule(
        "hover card",
        match_span_classes(r"(?:rollover|hover|pop ?up|tooltip)\b.*\bblock"),
    ),
    BoilerplateRule(
        "other stories",
        match_classes(
            r"related|recirc\w*|recommend\w*|read ?more|read ?next|most read|trending|teasers?|"
            r"more stories|outbrain|taboola"
        ),
        max_prose_words=_PROSE_WORDS,
    ),
    BoilerplateRule("fact box", match_classes(r"fact ?box\w*|info ?box\w*"), max_share=0.8),
    BoilerplateRule("pop-ups and overlays", match_classes(r"tooltip\w*|popover\w*|modal|lightbox")),
    BoilerplateRule(
        "sharing", match_classes(r"share|sharing|social|shares"), max_prose_words=_PROSE_WORDS
    ),
    BoilerplateRule(
        "advertising",
        match_classes(r"ad (?:slot|container|unit|wrapper|placeholder|banner)|adsbygoogle|gpt ad"),
        max_share=_AD_MAX_SHARE,
    ),
    BoilerplateRule(
        "advertising", match_classes(r"ads?|advert\w*|commercial"), max_prose_words=_PROSE_WORDS
    ),
    BoilerplateRule("advertising", match_classes(r"sponsor\w*"), max_prose_words=_LONG_PROSE_WORDS),
    BoilerplateRule(
        "an audio or video player",
        match_classes(r"podcasts?|(?:audio|video|media) ?player|player"),
        max_prose_words=_LONG_PROSE_WORDS,
    ),
    BoilerplateRule("an audio or video player", is_media_box),
    BoilerplateRule("a poll", is_poll, max_prose_words=_LONG_PROSE_WORDS),
    BoilerplateRule("AI summary", match_classes(r"(?:ai|gpt) (?:\w+ )?summar\w*|ai ?summar\w*")),
    BoilerplateRule("debugging output", match_classes(r"debug(?:ger|ging)?")),
    BoilerplateRule(
        "about the author",
        match_classes(r"author bio|bio|about (?:the )?author|author info|author box"),
    ),
    BoilerplateRule(
        "for screen readers", match_classes(r"sr only|visually hidden|screen reader\w*|a11y")
    ),
    BoilerplateRule(
        "inline text for screen readers",
        match_span_classes(r"sr only|visually hidden|visuallyhidden|screen reader\w*"),
    ),
    BoilerplateRule("comments or cookie notice", match_classes(r"comments|disqus|cookie\w*")),
    BoilerplateRule(
        "comments or cookie notice",
        is_comment,
    ),
    BoilerplateRule(
        "page navigation",
        match_classes(r"breadcrumbs?|pagination|tags|copyright"),
        max_prose_words=_PROSE_WORDS,
    ),
)


def mark_boilerplate(
    root: Element, rules: tuple[BoilerplateRule, ...] = RULES
) -> dict[Element, str]:
    """Mark boilerplate in the tree. Returns the reason for each marked element."""
    letters = _count_paragraph_letters(root)
    _open_story_captions(root, letters)
    if not letters[root]:
        _open_page_forms(root)
    boxes = find_boxes(root)
    classless_rules = tuple(rule for rule in rules if not needs_class(rule.matches))
    total = letters[root] or 1
    reasons: dict[Element, str] = {}
    stack = [root]
    while stack:
        element = stack.pop()
        share = letters.get(element, 0) / total
        if share > _MAIN_SHARE and letters[element] >= _MIN_MAIN_LETTERS:
            _clear_main_box(element)
        box_reason = boxes.get(element, "") if share <= _BOX_MAX_SHARE else ""
        reason = _find_reason(element, share, rules, classless_rules) or box_reason
        if reason:
            set_skip_mark(element)
            reasons[element] = reason
        else:
            stack.extend(element)
    return reasons


def _clear_main_box(element: Element) -> None:
    """Keep an element that holds the article, despite its tag and names."""
    if element.tag in _MISPLACED_TAGS:
        retag(element, "div")
    names = " ".join(filter(None, map(element.get, ("class", "id", "style", "role"))))
    if element.tag not in _STRUCTURAL_TAGS and _DISCARDED_NAMES.search(names):
        set_cleared_mark(element)


def _open_story_captions(root: Element, letters: Counter[Element]) -> None:
    """Make captions plain boxes if they hold most of the text, as in a slide show."""
    captions = list(root.iter("figcaption"))
    written = sum(letters[each] for each in captions)
    beside = letters[root] - written
    if captions and beside <= min(written, _MAX_LETTERS_BESIDE_CAPTIONS):
        for element in (*captions, *root.iter("figure")):
            retag(element, "div")
            element.attrib.pop("class", None)


def _open_page_forms(root: Element) -> None:
    """Make a form a plain box if it holds most of a page without paragraphs: ASP.NET puts the whole
    page into one."""
    size = len(text_content(root))
    for form in list(root.iter("form")):
        if len(text_content(form)) > _MAIN_SHARE * size:
            retag(form, "div")


def mark_excluded(elements: Iterable[Element]) -> dict[Element, str]:
    """Mark elements that a selector excludes. Returns the reason for each."""
    reasons = dict.fromkeys(elements, "excluded by a selector")
    for element in reasons:
        set_skip_mark(element)
    return reasons


def _find_reason(
    element: Element,
    share: float,
    rules: tuple[BoilerplateRule, ...],
    classless_rules: tuple[BoilerplateRule, ...],
) -> str:
    tag = element.tag
    if tag in _STRUCTURAL_TAGS:
        return ""
    attributes = element.keys()
    classes = class_words(element) if attributes else ""
    if classes and not has_known_class(classes):
        classes = ""
    if not classes:
        rules = classless_rules
        if tag not in _ALWAYS_CHECKED_TAGS and MATCHED_ATTRIBUTES.isdisjoint(attributes):
            is_figures = share <= _DEFAULT_MAX_SHARE and is_figure_list(element)
            return "figures in rows" if is_figures else ""
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
    counts = {paragraph: len(text_content(paragraph)) for paragraph in root.iter("p")}
    letters: Counter[Element] = Counter(counts)
    for parent, count in sum_by_parent(counts.items()).items():
        for element in (parent, *parent.iterancestors()):
            letters[element] += count
    return letters
