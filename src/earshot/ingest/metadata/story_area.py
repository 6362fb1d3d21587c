"""Distinguish the story's own bylines and dates from those of the navigation and other stories."""

from __future__ import annotations

import re

from earshot.ingest.html.dom import Element, class_words, text_content

MIN_STORY_CHARS = 200
"""An element with more text is body text."""
MAX_BYLINE_CHARS = 300
_NON_STORY_TAGS = frozenset(("nav", "menu", "aside", "footer"))
_NON_STORY_CLASS = re.compile(
    r"\b(?:related|recommend\w*|teasers?|most read|comments?|repl(?:y|ies)|"
    r"web ?mentions?|menu|infobox)\b"
)
_AUTHOR_MARK = ".//*[@rel='author' or contains(@itemprop, 'author')]"
_DATE_MARK = ".//time | .//*[contains(@itemprop, 'date')]"


def text_length(element: Element) -> int:
    """The characters of its text, with one for each run of spaces."""
    return len(" ".join(text_content(element).split()))


def is_outside_story(element: Element) -> bool:
    """Whether the element is in the navigation or among other stories."""
    above = (element, *element.iterancestors())
    is_in_article = any(each.tag == "article" for each in above)
    return any(
        (each.tag in _NON_STORY_TAGS and not _is_part_of_story(each, is_in_article))
        or (each.attrib and _NON_STORY_CLASS.search(class_words(each)))
        for each in above
        if each.tag not in ("html", "body", "main", "article")
    )


def _is_part_of_story(element: Element, is_in_article: bool) -> bool:
    """Whether it is the footer of the article, or a short box with the author and the date."""
    if element.tag == "footer":
        return is_in_article
    if text_length(element) > MAX_BYLINE_CHARS:
        return False
    is_teaser = next(element.iter("h1", "h2", "h3", "h4"), None) is not None
    return not is_teaser and _has_author_and_date(element)


def _has_author_and_date(element: Element) -> bool:
    if next(element.iter("address"), None) is not None:
        return True
    return all(element.xpath(path) for path in (_AUTHOR_MARK, _DATE_MARK))
