"""Choose an article's headline, without the name of the site."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from itertools import islice
from urllib.parse import urlsplit

from earshot.ingest.cleanup import clean_text
from earshot.ingest.html.dom import Element, class_words, text_content

_SEPARATOR = re.compile(r"\s+[|•·»«›‹]\s+|\s*[-–—]\s+|\s*[|｜]\s*|\s+[–—-]\s*|:\s+|：")
_TAIL_SEPARATOR = re.compile(
    r"\s+[|•·»«›‹–—:-]\s+|\s*[|｜]\s*|\s?_(?=[^\x00-\x7f])|"
    r"(?<=[^\x00-\x7f])-(?=[^\x00-\x7f]{2,8}$)|：|(?<=[^\x00-\x7f]):(?=[^\s\d])|"
    r"(?<=[\u0590-\uffff])\s*:\s+"
)
"""Separators before a section or site name at the end. A colon may be part of the headline."""
_SOURCE_TAIL = re.compile(r"\s*（[^（）]{1,20}）$|\s+\([^()]{1,30}\)$")
"""The name of a newspaper or agency in parentheses."""
_IMAGE_SOURCE = re.compile(r"\s*（(?:写真|画像|動画|图|圖|사진)[^（）]{1,20}）$")
_SEPARATOR_CHARS = " |｜•·»«›‹-–—:"
_MIN_NAME_CHARS = 15
"""A shorter text may be the name of a section."""
_WORD = re.compile(r"\w+")
_DATE_PREFIX = re.compile(
    r"^(?:\d{1,2}[./]\d{1,2}[./]\d{4}|\d{4}-\d\d-\d\d)\s*[-–—|:]\s+(?=\S+ \S)"
)
_ARCHIVE_PREFIX = re.compile(r"^.{1,60} » (?:blog )?archiv\w* » (?=\S)", re.I)
"""The beginning of a title of older WordPress: "Courier » Blog Archive » Ferry returns"."""
_PUBLISHED_SUFFIX = re.compile(r"\s*\(published (?:19|20)\d\d\)$", re.I)
_LOGO_CLASS = re.compile(r"\b(?:logo|brand\w*|site ?(?:title|name)|masthead)\b")
_MIN_WORDS = 4
_MIN_SHARED = 0.3
_STEM_CHARS = 5
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
_HOME_URLS = ("/", "./", "#", "index.html")
_HOME_ADDRESS = re.compile(r"https?://[^/?#]+/?")
ARCHIVED_TITLE = "archived title"
"""Key of a title in a copy of a page. It only says which heading is the headline."""
_MAX_LINES = 3_000
"""At most this many elements are searched for a line with the headline."""


def best_headline(root: Element, jsonld_headline: str, meta: dict[str, str], site: str) -> str:
    """Return the headline without the site's name.

    The visible heading is preferred if JSON-LD or Open Graph agree with it, because the others may
    be shortened for sharing or search. Otherwise: JSON-LD, og:title, the h1, the title.
    """
    site = site or _find_site_name(root)
    headings = [
        _clean_headline(text_content(e), site) for e in root.iter("h1", "h2") if not _is_logo(e)
    ]
    first = [_clean_headline(text_content(e), site) for e in root.iter("h1") if not _is_logo(e)][:1]
    title = [_clean_headline(text_content(element), site) for element in root.iter("title")][:1]
    declared = [
        _clean_headline(text, site) for text in (jsonld_headline, meta.get("og:title", "")) if text
    ]
    declared = [_complete_at_quote(text, [*first, *title]) for text in declared]
    archived = [_clean_headline(meta[ARCHIVED_TITLE], site)] if ARCHIVED_TITLE in meta else []
    for written in (declared or archived, declared or title):
        if confirmed := _find_confirmed(headings, written):
            return confirmed
    if not declared and (title_part := _find_without_kicker(first, title)):
        return title_part
    is_description = not _shares_words(declared, [*title, *first])
    if is_description and (printed := _find_printed(root, site, first, title)):
        return printed
    is_related = any(map(_is_long, first)) or _shares_words(first, title)
    if any(map(_is_long, title)) and not (is_related or _heads_paragraphs(root)):
        first = []  # "News" or "Business Monday", the name of a section
    headlines = [*declared, *first, _clean_headline(meta.get("twitter:title", ""), site), *title]
    headlines = [name for name in headlines if name]
    if not headlines:
        return ""
    return _match_printed_line(root, _strip_tail(headlines[0], headlines))


def _complete_at_quote(text: str, printed: Sequence[str]) -> str:
    """Return the printed headline if a quotation mark in the attribute `content` ended the text."""
    longer = (each for each in printed if text and each.startswith(text))
    return next((each for each in longer if each[len(text) :].lstrip()[:1] == '"'), text)


def _find_without_kicker(first: Sequence[str], title: Sequence[str]) -> str:
    """Return the end of the h1, after a kicker, if it is a part of the title."""
    parts = [part for text in title for part in (text, *_cut_tails(text)) if _is_long(part)]
    heading = " ".join(casefold_words(" ".join(first)))
    ends = (part for part in parts if heading.endswith(f" {' '.join(casefold_words(part))}"))
    return next(ends, "")


def _heads_paragraphs(root: Element) -> bool:
    """Whether the page's first h1 has paragraphs of the text beside it."""
    heading = next((heading for heading in root.iter("h1") if not _is_logo(heading)), None)
    if heading is None:
        return False
    below = islice(heading.itersiblings("p"), _MAX_SIBLINGS)
    texts = (text_content(each) for each in below)
    return sum(len(text) >= _MIN_PARAGRAPH_CHARS for text in texts) >= _MIN_PARAGRAPHS


_MAX_SIBLINGS, _MIN_PARAGRAPHS, _MIN_PARAGRAPH_CHARS = 6, 2, 60


def _find_confirmed(headings: Sequence[str], written: Sequence[str]) -> str:
    """Return the first heading that equals one of the titles, or a title without its tail or the
    section before it."""
    wanted = {tuple(casefold_words(text)) for text in written if text}
    bare = {tuple(casefold_words(text)) for text in written for text in _cut_tails(text)}
    endings = {tuple(casefold_words(text)) for text in written for text in _cut_beginning(text)}
    for accepted in (wanted, bare, endings):
        for heading in headings:
            if tuple(casefold_words(heading)) in accepted:
                return _separate_kicker(heading, written)
    return ""


def _separate_kicker(heading: str, written: Sequence[str]) -> str:
    """Return the title with a colon if a style separates the kicker of the same heading."""
    words = casefold_words(heading)
    with_colon = (text for text in written if ": " in text and casefold_words(text) == words)
    return heading if ":" in heading else next(with_colon, heading)


def _find_printed(root: Element, site: str, first: Sequence[str], title: Sequence[str]) -> str:
    """Return the h1 that the title rewords, or that it begins with."""
    begun = (
        heading
        for heading in first
        for text in title
        if heading and text.startswith(heading) and _SEPARATOR.match(text[len(heading) :])
    )
    return _find_reworded(root, site, title) or next(begun, "")


def _find_reworded(root: Element, site: str, written: Sequence[str]) -> str:
    """Return the page's only long h1 if it shares words with a title.

    Titles for search and sharing are shortened or reworded.
    """
    headings = [heading for heading in root.iter("h1") if not _is_logo(heading)]
    if len(headings) != 1 or next(headings[0].iter("a"), None) is not None:
        return ""
    headline = _clean_headline(text_content(headings[0]), site)
    return headline if _is_long(headline) and _shares_words([headline], written) else ""


def _shares_words(texts: Sequence[str], written: Sequence[str]) -> bool:
    words = {word for text in texts for word in _distinctive_words(text)}
    shared = {word for text in written for word in words & _distinctive_words(text)}
    return bool(texts) and len(shared) >= _MIN_SHARED * max(1, len(words))


def _is_long(text: str) -> bool:
    return len(casefold_words(text)) >= _MIN_WORDS or (
        not text.isascii() and len(text) >= _MIN_NAME_CHARS
    )


def _distinctive_words(text: str) -> set[str]:
    """Return the beginnings of the longer words; of text without spaces pairs of letters."""
    if _UNSPACED.search(text):
        return {text[at : at + 2] for at in range(len(text) - 1)}
    return {word[:_STEM_CHARS] for word in casefold_words(text) if len(word) >= _STEM_CHARS}


def _cut_tails(text: str) -> list[str]:
    """Return the text cut at each separator, without short pieces that may be a section."""
    cuts = [text[: found.start()] for found in _TAIL_SEPARATOR.finditer(text)]
    cuts += [_SOURCE_TAIL.sub("", cut) for cut in (text, *cuts) if _SOURCE_TAIL.search(cut)]
    return [cut for cut in cuts if len(cut) >= _MIN_NAME_CHARS or not cut.isascii()]


def _cut_beginning(text: str) -> list[str]:
    """Return the text after its first separator, if that is the longer part."""
    found = _TAIL_SEPARATOR.search(text)
    after = text[found.end() :] if found else ""
    return [after] if found and len(after) > max(found.start(), _MIN_NAME_CHARS) else []


def _match_printed_line(root: Element, headline: str) -> str:
    """Drop the tail of the headline if a line of the page is the headline without it."""
    cuts = _cut_tails(headline)
    if not cuts:
        return headline
    wanted = {tuple(casefold_words(cut)): cut for cut in reversed(cuts)}
    for element in islice(root.iter("div", "p", "span", "h3", "strong", "b"), _MAX_LINES):
        text = element.text or ""
        if (
            0 < len(text) <= len(headline) + _MIN_NAME_CHARS
            and (found := tuple(casefold_words(text))) in wanted
        ):
            return wanted[found]
    return headline


def _is_logo(heading: Element) -> bool:
    """Whether a heading is the site's name, by its class or its link to the front page."""
    if heading.attrib and _LOGO_CLASS.search(class_words(heading)):
        return True
    return any(_leads_home(link) for link in heading.iter("a"))


def _leads_home(link: Element) -> bool:
    href = link.get("href") or ""
    return href in _HOME_URLS or _HOME_ADDRESS.fullmatch(href) is not None


def _find_site_name(root: Element) -> str:
    """Return the name of the site from its link to the front page."""
    for link in islice(root.iter("a"), 20):
        name = clean_text(text_content(link))
        if _leads_home(link) and name and "#" not in (link.get("href") or ""):
            return name if len(name) > _MIN_SITE_CHARS else ""
    return ""


_MIN_SITE_CHARS = 3


def _clean_headline(text: str, site: str) -> str:
    name = _ARCHIVE_PREFIX.sub("", clean_text(unescape(text)))
    name = _PUBLISHED_SUFFIX.sub("", strip_site_name(_DATE_PREFIX.sub("", name), site))
    return _IMAGE_SOURCE.sub("", name.rstrip("¶#： "))


def _strip_tail(headline: str, headlines: Sequence[str]) -> str:
    """Remove " - Section - Site" if another title is the headline without it."""
    shorter = (
        name for name in headlines if len(name) >= _MIN_NAME_CHARS and headline.startswith(name)
    )
    tailed = (name for name in shorter if _SEPARATOR.match(headline[len(name) :]))
    return next(tailed, headline)


def casefold_words(text: str) -> list[str]:
    """Return the words in lower case, for comparisons that ignore punctuation."""
    return _WORD.findall(text.casefold())


def strip_site_name(headline: str, site: str) -> str:
    """Remove " | Site", " - Section - Site" or "Site: " from the ends."""
    parts = _SEPARATOR.split(headline)
    if len(parts) < 2 or not site:
        return headline
    if _is_same_name(parts[-1], site):
        bare = headline[: headline.rfind(parts[-1])].rstrip(_SEPARATOR_CHARS)
        return _strip_section(bare, headline[len(bare) :].removesuffix(parts[-1]))
    if _is_same_name(parts[0], site, _MAX_PREFIX_ADDITION):
        return headline[len(parts[0]) :].lstrip(_SEPARATOR_CHARS)
    return headline


_MAX_SECTION_WORDS = 2
_MAX_NAME_ADDITION = 16
"""Letters that another form of the site's name may have at its end."""
_MAX_PREFIX_ADDITION = 4
"""Fewer before the headline, which may begin with the name: "Golem's best games: …"."""


def _strip_section(headline: str, separator: str) -> str:
    """Remove " : Section" if the site's name followed with the same separator."""
    title, found, section = headline.rpartition(separator or "\n")
    is_section = found and len(casefold_words(section)) <= _MAX_SECTION_WORDS
    is_title = len(title) >= _MIN_NAME_CHARS and separator not in title and _is_long(title)
    return title if is_section and is_title else headline


def _is_same_name(part: str, site: str, max_addition: int = _MAX_NAME_ADDITION) -> bool:
    """Whether both name the same site, such as "Golem.de" and "GOLEM"."""
    shorter, longer = sorted(
        ("".join(casefold_words(part)), "".join(casefold_words(site))), key=len
    )
    return bool(shorter) and (
        shorter == longer
        or (
            len(shorter) > _MIN_SITE_CHARS
            and (longer.startswith(shorter) or longer.endswith(shorter))
            and len(longer) <= len(shorter) + max_addition
        )
    )


def strip_host_names(headline: str, url: str) -> str:
    """Remove the name of the site in its host: "courier" of news.courier.example."""
    labels = (urlsplit(url).hostname or "").removeprefix("www.").split(".")
    for name in labels[:-1][::-1]:
        headline = strip_site_name(headline, name)
    return headline
