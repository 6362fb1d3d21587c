"""Podcast feeds: RSS with the tags that Apple requires and the Podcast namespace.

RSS 2.0; https://podcasters.apple.com/support/823-podcast-requirements;
https://podcasting2.org/docs/podcast-namespace.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import formatdate
from html import escape
from xml.etree import ElementTree as ET

from earshot.publish.xml_characters import remove_forbidden

ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
PODCAST = "https://podcastindex.org/namespace/1.0"
ATOM = "http://www.w3.org/2005/Atom"
NAMESPACE = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
"""The UUID namespace of `podcast:guid`."""
for _prefix, _uri in (("itunes", ITUNES), ("podcast", PODCAST), ("atom", ATOM)):
    ET.register_namespace(_prefix, _uri)


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """The metadata of a feed."""

    title: str
    description: str
    url: str
    """URL of the feed."""
    link: str
    image: str
    """URL of a square JPEG or PNG of 1400 to 3000 pixels."""
    guid: str
    language: str = "en"
    author: str = ""
    email: str = ""
    category: str = "News"
    public: bool = False
    hub: str = ""
    """URL of the WebSub hub."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """One recording. A corrected one has a new `enclosure` and the same `guid`, because apps do not
    download a known URL again."""

    guid: str
    title: str
    description: str
    link: str
    published: float
    """Seconds since 1970."""
    enclosure: str
    bytes: int
    duration: int
    """Milliseconds."""
    transcript: str
    chapters: str = ""
    author: str = ""


def show_guid(address: str) -> str:
    """The `podcast:guid` of a feed. It is derived from the feed's first URL and never changes."""
    return str(uuid.uuid5(NAMESPACE, address.split("://", 1)[-1].rstrip("/")))


def _describe(text: str) -> str:
    """Apps read a description as HTML: an "<" in the text would begin a tag."""
    return escape(text, quote=False)


def build_feed(show: Show, episodes: Iterable[Episode]) -> bytes:
    """The feed as UTF-8 XML."""
    rss = ET.Element("rss", version="2.0")
    channel = ET.SubElement(rss, "channel")
    _add_show(channel, show)
    for episode in episodes:
        _add_episode(ET.SubElement(channel, "item"), episode)
    return bytes(ET.tostring(rss, encoding="utf-8", xml_declaration=True))


def _add_show(channel: ET.Element, show: Show) -> None:
    for name, value in (
        ("title", show.title),
        ("link", show.link),
        ("description", _describe(show.description)),
        ("language", show.language),
        ("generator", "Earshot"),
        (_itunes("author"), show.author or show.title),
        (_itunes("type"), "episodic"),
        (_itunes("explicit"), "false"),
        (_podcast("guid"), show.guid),
        (_podcast("medium"), "podcast"),
    ):
        _text(channel, name, value)
    locked = _text(channel, _podcast("locked"), "no" if show.public else "yes")
    if show.email:
        locked.set("owner", show.email)
        owner = ET.SubElement(channel, _itunes("owner"))
        _text(owner, _itunes("name"), show.author or show.title)
        _text(owner, _itunes("email"), show.email)
    if not show.public:
        _text(channel, _itunes("block"), "Yes")
    ET.SubElement(channel, _itunes("image"), href=show.image)
    ET.SubElement(channel, _itunes("category"), text=show.category)
    image = ET.SubElement(channel, "image")
    for name, value in (("url", show.image), ("title", show.title), ("link", show.link)):
        _text(image, name, value)
    itself = {"rel": "self", "href": show.url, "type": "application/rss+xml"}
    ET.SubElement(channel, f"{{{ATOM}}}link", itself)
    if show.hub:
        ET.SubElement(channel, f"{{{ATOM}}}link", {"rel": "hub", "href": show.hub})


def _add_episode(item: ET.Element, episode: Episode) -> None:
    for name, value in (
        ("title", episode.title),
        ("description", _describe(episode.description)),
        ("link", episode.link),
        ("pubDate", formatdate(episode.published, usegmt=True)),
        (_itunes("title"), episode.title),
        (_itunes("duration"), str(max(1, round(episode.duration / 1000)))),
        (_itunes("explicit"), "false"),
        (_itunes("episodeType"), "full"),
        (_itunes("author"), episode.author),
    ):
        if value:
            _text(item, name, value)
    _text(item, "guid", episode.guid).set("isPermaLink", "false")
    enclosure = {"url": episode.enclosure, "length": str(episode.bytes), "type": "audio/mpeg"}
    ET.SubElement(item, "enclosure", enclosure)
    transcript = {"url": episode.transcript, "type": "text/vtt", "rel": "captions"}
    ET.SubElement(item, _podcast("transcript"), transcript)
    if episode.chapters:
        chapters = {"url": episode.chapters, "type": "application/json+chapters"}
        ET.SubElement(item, _podcast("chapters"), chapters)


def _text(parent: ET.Element, name: str, value: str) -> ET.Element:
    element = ET.SubElement(parent, name)
    element.text = remove_forbidden(value).replace("\r", "")
    return element


def _itunes(name: str) -> str:
    return f"{{{ITUNES}}}{name}"


def _podcast(name: str) -> str:
    return f"{{{PODCAST}}}{name}"
