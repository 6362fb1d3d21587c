"""The pictures of a story, and where they stand in it. They are shown and not read aloud."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from earshot.httpclient.addresses import web_address
from earshot.ingest.cleanup import mended
from earshot.ingest.html.boilerplate import is_marked
from earshot.ingest.html.dom import Element, classes_of, words_of
from earshot.model import Picture

MOST = 40
LONGEST = 400
"""Characters of a caption."""
_SMALL = 150
"""Pixels under which an image is a face, a sign or a counter, and no picture of the story."""
_WIDEST = 2_000
_SIGNS = re.compile(
    r"\b(?:avatar|logo|icon|emoji|author|byline|badge|sprite|pixel|tracking|flag)s?\b"
)
_STAND_IN = re.compile(r"^data:|placeholder|/blank\.|/spacer\.|/transparent\.", re.I)
_SOURCES = ("src", "data-src", "data-original", "data-lazy-src")
_PART = re.compile(r"(\S+)\s+(\d{1,5})(?:\.\d+)?w")
_BOXES = ("article", "main")


def pictures_of(root: Element, spoken: Sequence[Element], url: str) -> tuple[Picture, ...]:
    """Those that stand between the top of the story's box and its last spoken element. `spoken` are
    the elements of its blocks in page order, `url` is the page's own address."""
    images = list(root.iter("img"))
    if not (images and spoken):
        return ()
    order = {element: number for number, element in enumerate(root.iter())}
    places = [order[element] for element in spoken]
    box = next((each for each in spoken[0].iterancestors() if each.tag in _BOXES), spoken[0])
    found: dict[str, Picture] = {}
    for image in images:
        at = order[image]
        if order[box] <= at <= max(places) and _is_of_story(image):
            address = _address(image, url)
            block = bisect_left(places, at)
            if address and address not in found:
                found[address] = _picture(image, address, block)
    return tuple(found.values())[:MOST]


def _is_of_story(image: Element) -> bool:
    parent = image.getparent()
    named = f"{classes_of(image)} {classes_of(parent) if parent is not None else ''}"
    small = any(0 < _number(image.get(name)) < _SMALL for name in ("width", "height"))
    return not (small or _SIGNS.search(named) or is_marked(image))


def _number(written: str | None) -> int:
    digits = (written or "").strip().removesuffix("px")
    return int(digits) if digits.isdecimal() and len(digits) < 6 else 0


def _address(image: Element, url: str) -> str:
    """The widest that is not too wide, else the one that is named; pages often put a stand-in
    there until a script has run."""
    sets = [image.get("srcset") or image.get("data-srcset") or ""]
    around = next((each for each in image.iterancestors() if each.tag == "picture"), None)
    if around is not None:
        sets += [each.get("srcset") or "" for each in around.iter("source")]
    sized = [(int(width), address) for each in sets for address, width in _PART.findall(each)]
    wide = max((pair for pair in sized if pair[0] <= _WIDEST), default=(0, ""))[1]
    named = (image.get(name) or "" for name in _SOURCES)
    given = next((each for each in named if each and not _STAND_IN.search(each)), "")
    return web_address(url, wide) or web_address(url, given)


def _picture(image: Element, address: str, block: int) -> Picture:
    figure = next((each for each in image.iterancestors() if each.tag == "figure"), None)
    captions = figure.iter("figcaption") if figure is not None else iter(())
    caption = next((mended(words_of(each)) for each in captions), "")
    text = mended(image.get("alt") or "")
    return Picture(url=address, block=block, text=text[:LONGEST], caption=caption[:LONGEST])
