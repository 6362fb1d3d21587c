"""Rewrite special markup as plain paragraphs, headings, lists and inline text.

Shadow roots, <noscript>, drop caps, note marks, powers, formulas and permalinks are rewritten.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from earshot.ingest.html.deferred_content import (
    open_noscript,
    open_shadow_roots,
    place_streamed_parts,
)
from earshot.ingest.html.dom import (
    Element,
    class_words,
    drop_element,
    is_within_sentence,
    retag,
    tag_set,
    text_content,
    unnest_links,
)
from earshot.ingest.html.drop_caps import join_drop_caps
from earshot.ingest.html.formulas import replace_formulas
from earshot.ingest.html.line_breaks import join_wrapped_lines
from earshot.ingest.html.verses import unlink_verses
from earshot.ingest.sentence_ends import SENTENCE_MARKS

_NOTE_MARK = re.compile(r"[\[(]?(?:\d{1,3}|[a-z]|[ivx]{1,5}|[*†‡§]{1,3})[\])]?", re.I)
_NOTE_CLASS = re.compile(r"\b(?:foot ?notes?|end ?notes?|note ?ref|reference|cite)\b")
_NOTE_LIST_CLASS = re.compile(
    r"\b(?:foot ?notes|end ?notes|references|ref ?list|bibliography|reflist|works cited)$|"
    r"\b(?:footnotes|endnotes|reflist)\b|\bfoot ?note(?: content)?$"
)
_NOTE_ROLES = tag_set("doc-endnotes doc-endnote doc-footnote doc-bibliography")
PART_ATTRIBUTE = "data-earshot-part"
"""Marks an element as part of the notes for the later steps."""
_RAISED_NOTE = re.compile(r"\[[^\]]{1,40}\]|[*†‡]{1,3}")
"""A number or a remark such as "citation needed"."""
_CITED_NUMBERS = re.compile(r"\[\s*\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*\s*\]")
_EDIT_CLASS = re.compile(r"\bedit ?section\b")
_EDIT_LINK = re.compile(r"\[\s*[^\W\d_]+(?:[ |/]+[^\W\d_]+){0,4}\s*\]")
"""The link of a wiki beside a heading, such as "[edit]"."""
_BACKLINK = re.compile(r"[\s↩↑⤴^\ufe0e\ufe0f]+|back(?: to (?:text|content))?", re.I)
_SYMBOLS = re.compile(r"[\W_]*")
_PERMALINK_CLASS = re.compile(r"\b(?:header ?link|anchor|permalink|heading anchor)\b")
_BLOCK_DISPLAY = re.compile(r"\bdisplay:(?:block|flex|grid|table|list-item)\b")
_INLINE_TAGS = tag_set("span b i em strong a small u mark font label cite q time code")
_HIDDEN_CLASS = re.compile(r"\b(?:sr only|visually ?hidden|screen reader\w*)\b")
_SUPERSCRIPTS = str.maketrans("0123456789+-−n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻ⁿ")
_HEADING_TAGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_POWER = re.compile(r"[-−+]?\d{1,3}|n")
_BEFORE_POWER = re.compile(
    r"(?:^|[\s(/·×])(?:\d|(?:[kcmdµnкмсд]?[mм]|ft|in|yd|s|[a-zA-Z]))$|\d$|[)]$"
)
"""Text before a power: a number, a unit, a single letter or a closing parenthesis."""


def normalize_dom(root: Element) -> None:
    """Rewrite the page with plain elements. Changes the tree."""
    for step in _STEPS:
        step(root)


def _drop_ruby(root: Element) -> None:
    """Drop ruby annotations, which repeat the base text in another script."""
    for reading in list(root.iter("rt", "rp")):
        drop_element(reading)


def _mark_notes(root: Element) -> None:
    """Mark footnotes that the text links to, and whole reference lists."""
    targets = {
        (link.get("href") or "").partition("#")[2]
        for link in root.iter("a")
        if "#" in (link.get("href") or "") and _is_note_mark(link, text_content(link).strip())
    }
    for element in list(root.iter("li", "p", "div", "section", "ol", "aside", "dd", "td")):
        if not element.attrib:
            continue
        if targets and element.get("id") in targets and element.get("id"):
            mark_as_notes(_enclosing_note(element))
        elif (element.get("role") or "") in _NOTE_ROLES or _is_note_list(element):
            mark_as_notes(element)


def mark_as_notes(element: Element) -> None:
    element.set(PART_ATTRIBUTE, "notes")


def _enclosing_note(element: Element) -> Element:
    """Return the list item around a link target, otherwise the target itself."""
    parent = element.getparent()
    return parent if parent is not None and parent.tag == "li" else element


def _is_note_list(element: Element) -> bool:
    if element.tag not in ("ol", "section", "div") or not element.attrib:
        return False
    return _names_note_list(class_words(element))


@lru_cache(2_048)
def _names_note_list(class_names: str) -> bool:
    return _NOTE_LIST_CLASS.search(class_names) is not None


def _drop_note_marks(root: Element) -> None:
    """Drop note marks in the text and backlinks in the notes."""
    for link in list(root.iter("a")):
        if (link.get("href") or "").find("#") >= 0 or "noteref" in (link.get("role") or ""):
            text = text_content(link).strip()
            if _is_note_mark(link, text) or (text and _BACKLINK.fullmatch(text)):
                _drop_note_link(link)
    for raised in list(root.iter("sup", "cite")):
        pattern = _RAISED_NOTE if raised.tag == "sup" else _CITED_NUMBERS
        if pattern.fullmatch(text_content(raised).strip()):
            drop_element(raised)
    for span in list(root.iter("span")):
        if (span.attrib and _EDIT_CLASS.search(class_words(span))) or (
            (span.text or "").strip() == "[" and _EDIT_LINK.fullmatch(text_content(span).strip())
        ):
            drop_element(span)


def _is_note_mark(link: Element, text: str) -> bool:
    if not _NOTE_MARK.fullmatch(text):
        return False
    parent = link.getparent()
    is_superscript = parent is not None and parent.tag == "sup"
    around = class_words(parent) if parent is not None else ""
    holds_superscript = any(True for _ in link.iter("sup"))
    return (
        is_superscript
        or holds_superscript
        or text[0] in "[("
        or (text.isdigit() and _text_before(link)[-1:] not in ("", *" \n\t\xa0(["))
        or "note ref" in around
        or _NOTE_CLASS.search(class_words(link)) is not None
    )


def _drop_note_link(link: Element) -> None:
    """Drop the link, and its <sup> or <span> if that contains only the link and brackets."""
    parent, text = link.getparent(), text_content(link).strip(" []()")
    around = parent if parent is not None and parent.tag in ("sup", "span") else link
    drop_element(around if text_content(around).strip(" []()") == text else link)


def _convert_powers(root: Element) -> None:
    """Write <sup>2</sup> after a number or unit as a superscript character."""
    for raised in list(root.iter("sup")):
        text = text_content(raised).strip()
        if not _POWER.fullmatch(text) or len(raised):
            continue
        if _BEFORE_POWER.search(_text_before(raised)[-8:]):
            raised.text = text.translate(_SUPERSCRIPTS)
        elif text.isdigit():
            drop_element(raised)


def _text_before(element: Element) -> str:
    previous = element.getprevious()
    if previous is not None:
        return previous.tail or (text_content(previous) if previous.tag in _INLINE_TAGS else "")
    parent = element.getparent()
    return (parent.text or "") if parent is not None else ""


def _drop_permalinks(root: Element) -> None:
    """Drop ¶ and # beside headings, and keep only the words of headings that link to the page."""
    for link in list(root.iter("a")):
        if not (link.get("href") or "").startswith("#"):
            continue
        text = text_content(link)
        sign = text.strip() and _SYMBOLS.fullmatch(text)
        if sign or (_PERMALINK_CLASS.search(class_words(link)) and len(text.strip()) < 2):
            drop_element(link)
        elif next(link.iterancestors(*_HEADING_TAGS), None) is not None:
            link.drop_tag()  # it leads to the table of contents


def _break_displayed_blocks(root: Element) -> None:
    """Put line breaks around inline elements that a style displays as blocks."""
    for element in list(root.iter("span", "b", "strong", "em", "small", "a")):
        style = (element.get("style") or "").replace(" ", "").lower()
        is_block = _BLOCK_DISPLAY.search(style) and "float:" not in style  # a drop cap floats
        if is_block and text_content(element).strip():
            _break_after(element)
            _break_before(element)


def _break_after(element: Element) -> None:
    line = element.makeelement("br")
    line.tail, element.tail = element.tail, None
    element.addnext(line)


def _break_before(element: Element) -> None:
    if _text_before(element).strip():
        element.addprevious(element.makeelement("br"))


def _separate_touching_words(root: Element) -> None:
    """Add the space that a style shows in <b>1871</b><span>The hall opened</span>."""
    for element in list(root.iter(*_INLINE_TAGS)):
        following = element.getnext()
        if following is None or following.tag not in _INLINE_TAGS or element.tail:
            continue
        if _TOUCHING_WORDS.search(text_content(element)[-1:] + text_content(following)[:2]):
            element.tail = " "


_TOUCHING_WORDS = re.compile(r"^[^\W_A-Z][A-Z][a-z]")


def _deduplicate_hidden_words(root: Element) -> None:
    """Drop the visible copy if the same words are also there for screen readers."""
    for shown in list(root.iter("span")):
        if (shown.get("aria-hidden") or "").lower() != "true":
            continue
        hidden = shown.getprevious() if shown.getprevious() is not None else shown.getnext()
        if hidden is None or not _HIDDEN_CLASS.search(class_words(hidden)):
            continue
        if "".join(text_content(hidden).split()) == "".join(text_content(shown).split()):
            hidden.attrib.pop("class", None)
            drop_element(shown)


def _join_split_paragraphs(root: Element) -> None:
    """Rejoin a sentence that the parser split at <address>."""
    for element in list(root.iter("address")):
        before = element.getprevious()
        if before is None or before.tag != "p" or (before.tail and before.tail.strip()):
            continue
        if _continues_sentence(text_content(before), element.tail or ""):
            tail, element.tail = element.tail, None
            retag(element, "span")
            before.append(element)
            element.tail = tail


def _continues_sentence(before: str, after: str) -> bool:
    is_open = before.strip() and before.rstrip()[-1] not in f"{SENTENCE_MARKS}:;"
    return bool(is_open) and after.lstrip()[:1].islower()


def _inline_code(root: Element) -> None:
    """Make inline <code> a <span>, since trafilatura treats <code> as a block."""
    for element in list(_inline_code_elements(root)):
        retag(element, "span")


def _inline_buttons(root: Element) -> None:
    """Make a button or label in the middle of a sentence a <span>."""
    for element in list(root.iter("button", "label", "address")):
        if is_within_sentence(element):
            retag(element, "span")


def _inline_code_elements(root: Element) -> Iterator[Element]:
    for element in root.iter("code", "kbd", "samp", "q"):
        if not any(above.tag == "pre" for above in element.iterancestors()):
            yield element


_STEPS: tuple[Callable[[Element], None], ...] = (
    open_shadow_roots,
    place_streamed_parts,
    open_noscript,
    unnest_links,
    unlink_verses,
    _deduplicate_hidden_words,
    replace_formulas,
    _drop_ruby,
    _mark_notes,
    _drop_note_marks,
    _convert_powers,
    _drop_permalinks,
    _break_displayed_blocks,
    _separate_touching_words,
    join_drop_caps,
    join_wrapped_lines,
    _join_split_paragraphs,
    _inline_code,
    _inline_buttons,
)
