"""The rules that feed validators check: RSS 2.0, RSS Best Practices, Apple's and the Podcast
namespace (https://validator.w3.org/feed/docs/rss2.html, https://podcasters.apple.com/support/823).
"""

from __future__ import annotations

import re
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from earshot.publish.podcast import ATOM, ITUNES, PODCAST

CHANNEL_ELEMENTS = {
    *"title link description language generator image item copyright pubDate".split(),
    *(f"{{{ITUNES}}}{name}" for name in "author type explicit owner image category block".split()),
    *(f"{{{PODCAST}}}{name}" for name in "guid medium locked".split()),
    f"{{{ATOM}}}link",
}
ITEM_ELEMENTS = {
    *"title description link pubDate guid enclosure".split(),
    *(f"{{{ITUNES}}}{name}" for name in "title duration explicit episodeType author".split()),
    *(f"{{{PODCAST}}}{name}" for name in "transcript chapters".split()),
}
REPEATABLE = {"item", f"{{{ATOM}}}link"}
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
MARKUP = re.compile(r"<\w|&(amp|lt|gt|quot|#\d+);")
STRAY_SIGN = re.compile(r"<(?!/?(a|b|br|em|i|li|ol|p|strong|ul)\b)|&(?!#?\w+;)")
"""A sign that begins no tag that apps show, or no reference: a description is HTML."""
CATEGORIES = set(
    "Arts,Business,Comedy,Education,Fiction,Government,History,Health & Fitness,Kids & Family,"
    "Leisure,Music,News,Religion & Spirituality,Science,Society & Culture,Sports,Technology,"
    "True Crime,TV & Film".split(",")
)


def is_web_address(text: str | None) -> bool:
    parts = urlsplit(text or "")
    return parts.scheme in ("http", "https") and bool(parts.netloc) and " " not in (text or "")


def is_date(text: str | None) -> bool:
    """RFC 822, with a year of four digits and the right day of the week."""
    try:
        moment = parsedate_to_datetime(text or "")
    except ValueError:
        return False
    return moment.strftime("%a, %d %b %Y %H:%M:%S") == (text or "")[:25]


def is_uuid(text: str | None) -> bool:
    try:
        return str(uuid.UUID(text or "")) == text
    except ValueError:
        return False


VALUE_RULES: dict[str, Callable[[str | None], bool]] = {
    "link": is_web_address,
    "pubDate": is_date,
    "language": lambda text: bool(LANGUAGE.fullmatch(text or "")),
    f"{{{ITUNES}}}explicit": lambda text: text in ("true", "false"),
    f"{{{ITUNES}}}type": lambda text: text in ("episodic", "serial"),
    f"{{{ITUNES}}}episodeType": lambda text: text in ("full", "trailer", "bonus"),
    f"{{{ITUNES}}}duration": lambda text: bool(re.fullmatch(r"[1-9]\d*", text or "")),
    f"{{{ITUNES}}}block": lambda text: text == "Yes",
    f"{{{PODCAST}}}guid": is_uuid,
    f"{{{PODCAST}}}locked": lambda text: text in ("yes", "no"),
}


def feed_faults(data: bytes) -> list[str]:
    """What a validator would report."""
    root = ET.fromstring(data)
    channel = root.find("channel")
    if root.tag != "rss" or root.get("version") != "2.0" or channel is None:
        return ["not RSS 2.0"]
    found = [*_element_faults(channel, CHANNEL_ELEMENTS), *_channel_faults(channel)]
    for item in channel.findall("item"):
        found += [*_element_faults(item, ITEM_ELEMENTS), *_item_faults(item)]
    guids = Counter(item.findtext("guid") for item in channel.findall("item"))
    found += [f"guid {guid} is not unique" for guid, count in guids.items() if count > 1]
    return found


def _element_faults(parent: ET.Element, allowed: set[str]) -> Iterator[str]:
    counts = Counter(each.tag for each in parent)
    yield from (f"unknown element {tag}" for tag in counts if tag not in allowed)
    yield from (
        f"{tag} is repeated" for tag, n in counts.items() if n > 1 and tag not in REPEATABLE
    )
    for each in parent:
        if not (each.text or "").strip() and not each.attrib and not len(each):
            yield f"{each.tag} is empty"
        if each.tag in VALUE_RULES and not VALUE_RULES[each.tag](each.text):
            yield f"{each.tag} is {each.text!r}"
    if MARKUP.search(parent.findtext("title") or ""):
        yield "markup in title"
    if STRAY_SIGN.search(parent.findtext("description") or ""):
        yield "a description that is not HTML"


def _channel_faults(channel: ET.Element) -> Iterator[str]:
    for name in ("title", "link", "description", "language", f"{{{ITUNES}}}explicit"):
        if not channel.findtext(name):
            yield f"{name} is missing"
    links = channel.findall(f"{{{ATOM}}}link")
    if [each.get("rel") for each in links].count("self") != 1:
        yield "no atom:link of itself"
    cover = channel.find(f"{{{ITUNES}}}image")
    addresses = [each.get("href") for each in links] + [
        None if cover is None else cover.get("href")
    ]
    yield from (f"address {each!r}" for each in addresses if not is_web_address(each))
    category = channel.find(f"{{{ITUNES}}}category")
    if category is None or category.get("text") not in CATEGORIES:
        yield "no category of Apple's"
    image = channel.find("image")
    if image is not None:
        for name in ("title", "link"):
            if image.findtext(name) != channel.findtext(name):
                yield f"the {name} of the image differs"


def _item_faults(item: ET.Element) -> Iterator[str]:
    if not (item.findtext("title") or item.findtext("description")):
        yield "an item without title and description"
    guid = item.find("guid")
    if guid is None or (guid.get("isPermaLink") != "false" and not is_web_address(guid.text)):
        yield "guid is not a link"
    enclosure = item.find("enclosure")
    if enclosure is None or set(enclosure.attrib) != {"url", "length", "type"}:
        yield "enclosure is incomplete"
    elif not (enclosure.attrib["length"].isdecimal() and int(enclosure.attrib["length"])):
        yield "enclosure has no length"
    for each in (enclosure, *item.findall(f"{{{PODCAST}}}transcript")):
        if each is not None and not (
            "/" in each.get("type", "") and is_web_address(each.get("url"))
        ):
            yield f"{each.tag} has no address or type"
