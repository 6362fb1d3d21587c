"""Find boxes that are not part of an article by what they contain: fields, buttons, the card of
another story, images with a caption, and labels with figures."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

from earshot.ingest.html.dom import Element, class_words, tag_set, text_content
from earshot.ingest.sentence_ends import SENTENCE_END_IN_MARKUP

CAPTIONS_REASON = "captions"
_BOX_TAGS = tag_set("div section aside center")
_HEADING_TAGS = tag_set("h1 h2 h3 h4 h5 h6")
_FIELD_TAGS = ("input", "select", "textarea")
_SILENT_FIELDS = tag_set("hidden submit button image checkbox")
"""Types of fields that do not ask for anything. A checkbox may open a menu."""
_IMAGE_TAGS = ("img", "picture", "amp-img")
_IMAGE_CLASS = re.compile(
    r"\b(?:images?|img|photos?|pictures?|figures?|thumb\w*|fotos?|bild(?:er)?|im[aá]gen(?:es)?|"
    r"immagin[ei]|imagem|hmedia)\b"
)
_BUTTON_CLASS = re.compile(r"\b(?:button|btn|cta)\b")
_MAX_BUTTON_BOX_CHARS, _MAX_CARD_CHARS = 250, 300
_MAX_CARDS = 2
"""More cards in one box are the items of a list, which may be the story."""
_MAX_FORM_CHARS, _MAX_CAPTION_CHARS, _MAX_LABEL_BOX_CHARS = 400, 220, 160
_MAX_PARAGRAPHS = 3
_MAX_IMAGE_WRAPPERS = 3
_MIN_LABELS, _MAX_LABEL_CHARS, _MAX_LABEL_LEAVES = 4, 24, 40
_MIN_FIGURE_SHARE = 0.34


def find_boxes(root: Element) -> dict[Element, str]:
    """Return the reason for each box."""
    found = dict.fromkeys(_find_form_boxes(root), "a form")
    found |= dict.fromkeys(_find_image_boxes(root), CAPTIONS_REASON)
    found |= dict.fromkeys(_find_button_boxes(root), "an appeal with a button")
    found |= dict.fromkeys(_find_story_cards(root), "a link card")
    text_boxes = _find_elements_around(root.iter("p", "li", "a", *_HEADING_TAGS))
    other_boxes = (box for box in root.iter(*_BOX_TAGS) if box not in text_boxes)
    return found | dict.fromkeys(filter(_is_label_box, other_boxes), "figures in rows")


def _find_elements_around(elements: Iterable[Element]) -> set[Element]:
    """Return the ancestors of all elements. Visits each once."""
    around = set[Element]()
    for element in elements:
        parent = element.getparent()
        while parent is not None and parent not in around:
            around.add(parent)
            parent = parent.getparent()
    return around


def _find_form_boxes(root: Element) -> Iterator[Element]:
    """Yield the small boxes around fields, with their headings and terms."""
    for field in root.iter(*_FIELD_TAGS):
        if field.get("type") in _SILENT_FIELDS:
            continue
        for box in field.iterancestors(*_BOX_TAGS):
            if not _is_small(box, _MAX_FORM_CHARS, _MAX_PARAGRAPHS):
                break
            yield box


def _find_button_boxes(root: Element) -> Iterator[Element]:
    """Yield the small boxes around links that look like buttons."""
    for link in root.iter("a"):
        if link.attrib and _BUTTON_CLASS.search(class_words(link)):
            box = next(link.iterancestors(*_BOX_TAGS), None)
            if box is not None and _is_small(box, _MAX_BUTTON_BOX_CHARS, _MAX_PARAGRAPHS):
                yield box


def _find_story_cards(root: Element) -> Iterator[Element]:
    """Yield boxes with an image, a heading in a link and at most one paragraph."""
    cards = set[Element]()
    for heading in root.iter("h2", "h3", "h4", "h5"):
        box = next(heading.iterancestors(*_BOX_TAGS), None)
        is_linked = next(heading.iter("a"), None) is not None or any(
            above.tag == "a" for above in islice(heading.iterancestors(), _MAX_IMAGE_WRAPPERS)
        )
        if box is not None and is_linked and _is_small(box, _MAX_CARD_CHARS, 1):
            cards |= {box} if next(box.iter(*_IMAGE_TAGS), None) is not None else set()
    counts = Counter(card.getparent() for card in cards)
    yield from (card for card in cards if counts[card.getparent()] <= _MAX_CARDS)


def _is_small(box: Element, max_chars: int, max_paragraphs: int) -> bool:
    more = next(islice(box.iter("p"), max_paragraphs, None), None)
    return more is None and len(text_content(box)) <= max_chars


def _find_image_boxes(root: Element) -> Iterator[Element]:
    """Yield the boxes that hold only an image and a line of text."""
    texts: dict[Element, str] = {}  # many images may share a box
    for image in root.iter(*_IMAGE_TAGS):
        for box in islice(image.iterancestors(*_BOX_TAGS), _MAX_IMAGE_WRAPPERS):
            text = texts.get(box)
            if text is None:
                text = texts[box] = text_content(box).strip()
            if text:
                if _is_caption(box, text):
                    yield box
                break


def _is_caption(box: Element, text: str) -> bool:
    if len(text) > _MAX_CAPTION_CHARS:
        return False
    is_image_box = _IMAGE_CLASS.search(class_words(box)) is not None
    if not _is_small(box, _MAX_CAPTION_CHARS, _MAX_PARAGRAPHS if is_image_box else 1):
        return False
    if next(box.iter(*_HEADING_TAGS), None) is not None:
        return False
    return not SENTENCE_END_IN_MARKUP.search(text) or is_image_box


def _is_label_box(box: Element) -> bool:
    """Whether all texts in the box are labels and many of them figures, such as a score.

    To be called for boxes without paragraphs, items, links and headings.
    """
    labels: list[str] = []
    for text in islice(box.itertext(), _MAX_LABEL_LEAVES + 1):
        label = text.strip()
        if len(label) > _MAX_LABEL_CHARS or len(labels) > _MAX_LABEL_LEAVES:
            return False
        labels += [label] if label else []
    if len(labels) < _MIN_LABELS or sum(map(len, labels)) > _MAX_LABEL_BOX_CHARS:
        return False
    figures = [label for label in labels if any(map(str.isdigit, label))]
    has_sentence = any(SENTENCE_END_IN_MARKUP.search(label) for label in labels)
    return not has_sentence and len(figures) >= _MIN_FIGURE_SHARE * len(labels)
