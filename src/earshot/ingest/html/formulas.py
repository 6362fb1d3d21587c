"""Formulas as text: read where they are short, announced where they are not."""

from __future__ import annotations

import re

from earshot.ingest.html.dom import Element, class_words, drop_element, tag_set, text_content

_WORDS = {
    "en": "formula",
    "de": "Formel",
    "fr": "formule",
    "es": "fórmula",
    "it": "formula",
    "pt": "fórmula",
    "nl": "formule",
    "sv": "formel",
    "da": "formel",
    "nb": "formel",
    "pl": "wzór",
    "ru": "формула",
    "zh": "公式",
    "ja": "数式",
    "ko": "수식",
}
"""What stands for a formula that cannot be followed by ear, in brackets."""
_LONGEST = 24
"""Characters of a formula that is read."""
_HARD = tag_set("mtable mfenced munderover munder mover mmultiscripts mroot")
_ANNOTATIONS = tag_set("annotation annotation-xml")
_POWERS = str.maketrans("0123456789+-−n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻ⁿ")
_POWER = re.compile(r"[-−+]?\d{1,3}|n")
_TEX_TYPE = "math/tex"
_TEX_IMAGE = re.compile(r"\b(?:mwe math|tex|latex|math)\b")
_DISPLAYED = re.compile(r"^\s*\{\\displaystyle\s*(.*?)\}\s*$", re.S)
_POWER_TEX = re.compile(r"\^\{?([-+]?\d{1,3}|n)\}?")
_PLAIN_TEX = re.compile(r"[^\\{}_^&]{1,24}")
_IN_TEXT = re.compile(r"\\\((.{1,400}?)\\\)|\\\[(.{1,2000}?)\\\]|\$\$(.{1,2000}?)\$\$", re.S)


def say_formulas(root: Element) -> None:
    """Put text in the place of each formula. Changes the tree."""
    word = _WORDS.get((root.get("lang") or "en").split("-")[0].lower(), "…")
    for math in list(root.iter("math")):
        _replace(math, _of_mathml(math) or f"({word})")
    for script in list(root.iter("script")):
        if (script.get("type") or "").startswith(_TEX_TYPE):
            _replace(script, _of_tex(text_content(script)) or f"({word})")
    for image in list(root.iter("img")):
        alt = image.get("alt") or ""
        if alt and ("\\" in alt or _TEX_IMAGE.search(class_words(image))):
            _replace(image, _of_tex(alt) or f"({word})")
    _say_in_text(root, word)


def _replace(element: Element, text: str) -> None:
    parent = element.getparent()
    if parent is None:
        return
    box = next((each for each in (parent, *parent.iterancestors()) if _is_box(each)), None)
    said = element.makeelement("span")
    said.text = text
    boxed = box is not None and box.getparent() is not None and box.tag != "p"
    target = box if box is not None and boxed else element
    said.tail, target.tail = target.tail, None
    if said.tail and said.tail[0].isalnum():
        said.tail = f" {said.tail}"
    target.addprevious(said)
    drop_element(target)


_BOX = re.compile(r"\bkatex\b|\bmjx container\b|\bmwe math element\b|\bmath jax\b")


def _is_box(element: Element) -> bool:
    if element.tag == "mjx-container":
        return True
    return (
        element.tag == "span" and bool(element.attrib) and bool(_BOX.search(class_words(element)))
    )


def _of_mathml(math: Element) -> str:
    """A short formula in one line; nothing for one in rows, with limits or with many signs."""
    for annotation in list(math.iter(*_ANNOTATIONS)):
        drop_element(annotation)
    if next(math.iter(*_HARD), None) is not None:
        return ""
    text = _linear(math).strip()
    return text if 0 < len(text) <= _LONGEST else ""


def _linear(element: Element) -> str:
    parts = [_linear(child) for child in element]
    if element.tag in ("msup", "mfrac", "msub", "msqrt") and parts:
        return _structured(str(element.tag), parts)
    text = " ".join((element.text or "").split())
    if element.tag == "mo" and text in ("=", "<", ">", "≤", "≥", "≈", "→", "+", "±"):
        return f" {text} "
    return text + "".join(parts)


def _structured(tag: str, parts: list[str]) -> str:
    if tag == "msqrt":
        return f"√{''.join(parts)}"
    base, other = parts[0], parts[-1]
    if tag == "msup":
        raised = other.translate(_POWERS) if _POWER.fullmatch(other) else f"^{other}"
        return base + raised
    return f"{base}/{other}" if tag == "mfrac" else f"{base}{other}"


def _of_tex(written: str) -> str:
    """A short formula that is all letters, figures and powers."""
    found = _DISPLAYED.match(written)
    text = (found[1] if found else written).strip()
    text = _POWER_TEX.sub(lambda power: power[1].translate(_POWERS), text)
    return text if _PLAIN_TEX.fullmatch(text) else ""


def _say_in_text(root: Element, word: str) -> None:
    for element in root.iter("p", "li", "div", "td", "dd", "span"):
        if element.text and "\\" in element.text:
            element.text = _said(element.text, word)
        for child in element:
            if child.tail and "\\" in child.tail:
                child.tail = _said(child.tail, word)


def _said(text: str, word: str) -> str:
    def read(found: re.Match[str]) -> str:
        return _of_tex(found[1] or found[2] or found[3]) or f"({word})"

    return _IN_TEXT.sub(read, text)
