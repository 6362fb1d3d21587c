"""Find the images of an article and their positions. They are shown, not read aloud."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from earshot.httpclient.addresses import resolve_web_url
from earshot.ingest.cleanup import clean_text
from earshot.ingest.html.dom import Element, class_words, text_content
from earshot.ingest.html.skip_marks import is_in_boilerplate
from earshot.model import Image

MAX_IMAGES = 40
MAX_CAPTION_CHARS = 400
"""Maximum length of a caption."""
_MIN_PIXELS = 150
"""A smaller image is an avatar, icon or tracking pixel."""
_MAX_WIDTH_PIXELS = 2_000
_DECORATIVE_CLASS = re.compile(
    r"\b(?:avatar|logo|icon|emoji|author|byline|badge|sprite|pixel|tracking|flag)s?\b"
)
_PLACEHOLDER_URL = re.compile(r"^data:|placeholder|/blank\.|/spacer\.|/transparent\.", re.I)
_SOURCE_ATTRIBUTES = ("src", "data-src", "data-original", "data-lazy-src")
_SRCSET_CANDIDATE = re.compile(r"(\S+)\s+(\d{1,5})(?:\.\d+)?w")
_CONTAINER_TAGS = ("article", "main")


def find_images(root: Element, spoken_elements: Sequence[Element], url: str) -> tuple[Image, ...]:
    """Return the images between the top of the article's container and its last spoken element.

    `spoken` are the elements of its blocks in page order, `url` is the URL of the page.
    """
    img_elements = list(root.iter("img"))
    if not (img_elements and spoken_elements):
        return ()
    order = {element: number for number, element in enumerate(root.iter())}
    positions = [order[element] for element in spoken_elements]
    container = next(
        (each for each in spoken_elements[0].iterancestors() if each.tag in _CONTAINER_TAGS),
        spoken_elements[0],
    )
    images: dict[str, Image] = {}
    for img in img_elements:
        position = order[img]
        if order[container] <= position <= max(positions) and _is_article_image(img):
            image_url = _image_url(img, url)
            block = bisect_left(positions, position)
            if image_url and image_url not in images:
                images[image_url] = _build_image(img, image_url, block)
    return tuple(images.values())[:MAX_IMAGES]


def _is_article_image(img: Element) -> bool:
    parent = img.getparent()
    class_text = f"{class_words(img)} {class_words(parent) if parent is not None else ''}"
    is_small = any(0 < _parse_pixels(img.get(name)) < _MIN_PIXELS for name in ("width", "height"))
    return not (is_small or _DECORATIVE_CLASS.search(class_text) or is_in_boilerplate(img))


def _parse_pixels(value: str | None) -> int:
    digits = (value or "").strip().removesuffix("px")
    return int(digits) if digits.isdecimal() and len(digits) < 6 else 0


def _image_url(img: Element, url: str) -> str:
    """Return the widest URL up to a limit, else the one in `src`. Pages often put a placeholder
    there."""
    srcsets = [img.get("srcset") or img.get("data-srcset") or ""]
    picture = next((each for each in img.iterancestors() if each.tag == "picture"), None)
    if picture is not None:
        srcsets += [each.get("srcset") or "" for each in picture.iter("source")]
    srcset_candidates = [
        (int(width), address)
        for each in srcsets
        for address, width in _SRCSET_CANDIDATE.findall(each)
    ]
    widest = max(
        (pair for pair in srcset_candidates if pair[0] <= _MAX_WIDTH_PIXELS), default=(0, "")
    )[1]
    sources = (img.get(name) or "" for name in _SOURCE_ATTRIBUTES)
    source = next((each for each in sources if each and not _PLACEHOLDER_URL.search(each)), "")
    return resolve_web_url(url, widest) or resolve_web_url(url, source)


def _build_image(img: Element, image_url: str, block: int) -> Image:
    figure = next((each for each in img.iterancestors() if each.tag == "figure"), None)
    captions = figure.iter("figcaption") if figure is not None else iter(())
    caption = next((clean_text(text_content(each)) for each in captions), "")
    alt = clean_text(img.get("alt") or "")
    return Image(
        url=image_url, block=block, alt=alt[:MAX_CAPTION_CHARS], caption=caption[:MAX_CAPTION_CHARS]
    )
