"""Read the descriptions of pictures that add something to the surrounding text."""

from __future__ import annotations

import re
from dataclasses import replace

from earshot.ingest.filter_types import text_key
from earshot.model import Article, Block, Image

LABELS = {
    "ar": "صورة",
    "de": "Bild",
    "en": "Picture",
    "es": "Imagen",
    "fr": "Image",
    "he": "תמונה",
    "it": "Immagine",
    "ja": "画像",
    "nl": "Beeld",
    "pt": "Imagem",
}
"""Announcement before a description, by language. Other languages have none."""
MIN_WORDS = 6
MIN_UNSPACED_CHARS = 12
"""The shortest description: fewer words, or fewer letters of a script without spaces, are a label
such as "Author photo"."""
MAX_SHARED_WORDS = 0.7
"""A description repeats a caption or paragraph that has a larger share of its words."""
_FILE_NAME = re.compile(r"\.(?:jpe?g|png|webp|gif|avif|svg)\b|^\S*[_/]\S*$", re.I)
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_SENTENCE_END = re.compile(r"[.!?…。！？؟][\"'”’»)\]]*$")


def add_alt_texts(article: Article, language: str) -> Article:
    """Put the description of each picture before the block that follows it."""
    blocks: list[Block] = []
    images: list[Image] = []
    pending = list(article.images)
    for number, block in enumerate((*article.blocks, None)):
        while pending and (block is None or pending[0].block <= number):
            image = pending.pop(0)
            images.append(replace(image, block=len(blocks)))
            if text := _find_description(image, article):
                blocks.append(Block(kind="note", text=_label(text, language)))
        blocks += [block] if block else []
    return replace(article, blocks=tuple(blocks), images=tuple(images))


def _find_description(image: Image, article: Article) -> str:
    """The text; empty if it is a label or repeats the text beside it."""
    words = set(_list_words(image.alt))
    is_long = len(_list_words(image.alt)) >= MIN_WORDS
    is_unspaced = len(_UNSPACED.findall(image.alt)) >= MIN_UNSPACED_CHARS
    if _FILE_NAME.search(image.alt) or not (is_long or is_unspaced):
        return ""
    nearby = article.blocks[max(0, image.block - 2) : image.block + 2]
    said = (article.headline, *(block.text for block in nearby))
    return "" if any(_repeats(image.alt, words, text) for text in said) else image.alt


def _repeats(alt: str, words: set[str], text: str) -> bool:
    if text_key(alt) in text_key(text):
        return True
    return len(words & set(_list_words(text))) > MAX_SHARED_WORDS * len(words)


def _list_words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _label(text: str, language: str) -> str:
    ending = "" if _SENTENCE_END.search(text) else "."
    label = LABELS.get(language.partition("-")[0])
    return f"{label}: {text}{ending}" if label else f"{text}{ending}"
