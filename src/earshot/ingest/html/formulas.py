"""Replace formulas by text: a short one by its linear form, any other by a placeholder word."""

from __future__ import annotations

import re

from earshot.ingest.html.dom import Element, class_words, drop_element, tag_set, text_content

_PLACEHOLDERS = {
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
"""The word that replaces a formula, by language. It is put in parentheses."""
_MAX_SPOKEN_CHARS = 24
"""A longer formula becomes the placeholder."""
_COMPLEX_TAGS = tag_set("mtable mfenced munderover munder mover mmultiscripts mroot")
_ANNOTATIONS = tag_set("annotation annotation-xml")
_SUPERSCRIPTS = str.maketrans("0123456789+-−n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻ⁿ")
_POWER = re.compile(r"[-−+]?\d{1,3}|n")
_TEX_TYPE = "math/tex"
_TEX_IMAGE = re.compile(r"\b(?:mwe math|tex|latex|math)\b")
_TEX_COMMAND = re.compile(r"(?<!:)\\(?:[a-z]{2,}|[A-Z][a-z]+)(?!.*\.[a-z]{3,4}$)")
"""A command in a description, but not the path of a file."""
_DISPLAY_STYLE = re.compile(r"^\s*\{\\displaystyle\s*(.*?)\}\s*$", re.S)
_TEX_POWER = re.compile(r"\^\{?([-+]?\d{1,3}|n)\}?")
_PLAIN_TEX = re.compile(r"[^\\{}_^&]{1,24}")
_TEX_IN_TEXT = re.compile(r"\\\((.{1,400}?)\\\)|\\\[(.{1,2000}?)\\\]|\$\$(.{1,2000}?)\$\$", re.S)


def replace_formulas(root: Element) -> None:
    """Replace each formula by text. Changes the tree."""
    placeholder = _PLACEHOLDERS.get((root.get("lang") or "en").split("-")[0].lower(), "…")
    for math in list(root.iter("math")):
        _replace(math, _mathml_to_text(math) or f"({placeholder})")
    for script in list(root.iter("script")):
        if (script.get("type") or "").startswith(_TEX_TYPE):
            _replace(script, _tex_to_text(text_content(script)) or f"({placeholder})")
    for image in list(root.iter("img")):
        alt = image.get("alt") or ""
        if alt and (_TEX_COMMAND.search(alt) or _TEX_IMAGE.search(class_words(image))):
            _replace(image, _tex_to_text(alt) or f"({placeholder})")
    _replace_tex_in_text(root, placeholder)


def _replace(element: Element, text: str) -> None:
    parent = element.getparent()
    if parent is None:
        return
    container = next(
        (each for each in (parent, *parent.iterancestors()) if _is_formula_container(each)), None
    )
    replacement = element.makeelement("span")
    replacement.text = text
    has_container = (
        container is not None and container.getparent() is not None and container.tag != "p"
    )
    target = container if container is not None and has_container else element
    replacement.tail, target.tail = target.tail, None
    if replacement.tail and replacement.tail[0].isalnum():
        replacement.tail = f" {replacement.tail}"
    target.addprevious(replacement)
    drop_element(target)


_CONTAINER_CLASS = re.compile(r"\bkatex\b|\bmjx container\b|\bmwe math element\b|\bmath jax\b")


def _is_formula_container(element: Element) -> bool:
    if element.tag == "mjx-container":
        return True
    return (
        element.tag == "span"
        and bool(element.attrib)
        and bool(_CONTAINER_CLASS.search(class_words(element)))
    )


def _mathml_to_text(math: Element) -> str:
    """Return a short formula in one line; empty for a matrix, limits or a long formula."""
    for annotation in list(math.iter(*_ANNOTATIONS)):
        drop_element(annotation)
    if next(math.iter(*_COMPLEX_TAGS), None) is not None:
        return ""
    text = _linearize(math).strip()
    return text if 0 < len(text) <= _MAX_SPOKEN_CHARS else ""


def _linearize(element: Element) -> str:
    parts = [_linearize(child) for child in element]
    if element.tag in ("msup", "mfrac", "msub", "msqrt") and parts:
        return _linearize_structure(str(element.tag), parts)
    text = " ".join((element.text or "").split())
    if element.tag == "mo" and text in ("=", "<", ">", "≤", "≥", "≈", "→", "+", "±"):
        return f" {text} "
    return text + "".join(parts)


def _linearize_structure(tag: str, parts: list[str]) -> str:
    if tag == "msqrt":
        return f"√{''.join(parts)}"
    base, operand = parts[0], parts[-1]
    if tag == "msup":
        exponent = operand.translate(_SUPERSCRIPTS) if _POWER.fullmatch(operand) else f"^{operand}"
        return base + exponent
    return f"{base}/{operand}" if tag == "mfrac" else f"{base}{operand}"


def _tex_to_text(source: str) -> str:
    """Return a short formula of letters, digits and powers; empty for any other."""
    display = _DISPLAY_STYLE.match(source)
    text = (display[1] if display else source).strip()
    text = _TEX_POWER.sub(lambda power: power[1].translate(_SUPERSCRIPTS), text)
    return text if _PLAIN_TEX.fullmatch(text) else ""


def _replace_tex_in_text(root: Element, placeholder: str) -> None:
    for element in root.iter("p", "li", "div", "td", "dd", "span"):
        if element.text and "\\" in element.text:
            element.text = _replace_tex(element.text, placeholder)
        for child in element:
            if child.tail and "\\" in child.tail:
                child.tail = _replace_tex(child.tail, placeholder)


def _replace_tex(text: str, placeholder: str) -> str:
    def convert(found: re.Match[str]) -> str:
        return _tex_to_text(found[1] or found[2] or found[3]) or f"({placeholder})"

    return _TEX_IN_TEXT.sub(convert, text)
