"""Join the large first letter of a paragraph to the rest of its word."""

from __future__ import annotations

import re

from earshot.ingest.html.dom import Element, class_words, tag_set, text_content

_DROP_CAP_CLASS = re.compile(r"\bdrop ?caps?\b")
_LONE_LETTER = re.compile(r"\s*(?P<letter>[^\W\d_])\s+(?=(?P<rest>[^\W\d_]+))")
_ONE_LETTER_WORDS = frozenset("AIOEUYÀÈÉÓWZАВИКОСУЯ")
"""Capital letters that are words in some language: "A man" must not become "Aman"."""
_LETTER_TAGS = tag_set("span b strong em i font big")


def join_drop_caps(root: Element) -> None:
    """Join "T he" where a class, or an element of its own, says that the letter is a drop cap.
    Changes the tree."""
    for element in root.iter("p", "div"):
        if element.attrib and _DROP_CAP_CLASS.search(class_words(element)):
            element.text = _join_letter(element.text or "")
    for letter in root.iter(*_LETTER_TAGS):
        if _is_first_letter(letter) and _begins_lower(letter):
            letter.tail = (letter.tail or "").lstrip()


def _join_letter(text: str) -> str:
    found = _LONE_LETTER.match(text)
    if not found:
        return text
    is_word = found["letter"] in _ONE_LETTER_WORDS and not _is_fragment(found["rest"])
    return text if is_word else found["letter"] + text[found.end() :]


def _is_fragment(word: str) -> bool:
    """Whether the letter is not a word, such as the "t" of "I t’s"."""
    return len(word) == 1 and word.upper() not in _ONE_LETTER_WORDS


def _is_first_letter(element: Element) -> bool:
    """Whether the element holds the first letter of a paragraph, with a space after it."""
    if len(element) or element.getprevious() is not None:
        return False
    text = (element.text or "").strip()
    if len(text) != 1 or not text.isupper() or not (element.tail or "")[:1].isspace():
        return False
    parent = element.getparent()
    is_first = parent is not None and parent.tag in ("p", "div")
    return is_first and text not in _ONE_LETTER_WORDS and not (parent.text or "").strip()


def _begins_lower(letter: Element) -> bool:
    """Whether the text after the letter begins with a small letter."""
    following = letter.getnext()
    after = (letter.tail or "").strip()
    if not after and following is not None:
        after = text_content(following).lstrip()
    return after[:1].islower()
