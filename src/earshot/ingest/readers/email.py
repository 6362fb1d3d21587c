"""Read e-mail newsletters (.eml) and saved pages (.mhtml).

The subject of a message becomes the headline, its sender the site.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime

from earshot.errors import NoArticle
from earshot.httpclient.raw_content import RawContent
from earshot.ingest.cleanup import clean_text
from earshot.ingest.document import Document
from earshot.ingest.encoding import decode_content
from earshot.ingest.metadata.page import PageMetadata
from earshot.ingest.options import IngestOptions
from earshot.ingest.readers import html, text
from earshot.ingest.source import Origin


def read(message_text: str, origin: Origin, options: IngestOptions | None = None) -> Document:
    """Read a message. Its bytes are given as Latin-1, because each part has its own encoding.

    Raises NoArticle for a message without text.
    """
    message = message_from_bytes(message_text.encode("latin-1", "replace"), policy=policy.default)
    assert isinstance(message, EmailMessage)
    body = message.get_body(("html", "plain"))
    if not isinstance(body, EmailMessage):
        raise NoArticle(source=origin.source, reason="the message has no text")
    address = _find_page_address(message, body)
    part = _find_page_part(message, address) or body
    if address and (page := _decode_saved_page(part, origin.source)):
        return html.read(page, Origin(origin.source, origin.url or address), options)
    content = _body_text(body)
    if body.get_content_subtype() == "html":
        return html.read_article_html(content, origin, _message_metadata(message), options)
    read = text.read(f"{_read_header(message, 'subject')}\n\n{content}", origin)
    known = _message_metadata(message)
    dated = replace(
        read.metadata, published=read.metadata.published or known.published, site=known.site
    )
    return replace(read, metadata=dated)


def _find_page_address(message: EmailMessage, body: EmailMessage) -> str:
    """Return the address of a page that a browser saved as MHTML; empty for a letter.

    Chromium names the address in a header of its own. Others write it beside the page, and a
    sender such as "Saved by Mozilla".
    """
    if address := _read_header(message, "snapshot-content-location"):
        return address
    is_saved = "saved by" in _read_header(message, "from").lower()
    is_letter = message.get("to") is not None or message.get("received") is not None
    address = _read_header(body, "content-location") or _read_header(message, "content-location")
    is_page = address.startswith(("http://", "https://")) and not is_letter
    return address if is_saved or is_page else ""


def _find_page_part(message: EmailMessage, address: str) -> EmailMessage | None:
    """Return the part with the page itself. The pages of its frames may come before it."""
    for part in message.walk():
        is_page = isinstance(part, EmailMessage) and part.get_content_subtype() == "html"
        if is_page and _read_header(part, "content-location") == address:
            return part
    return None


def _decode_saved_page(body: EmailMessage, source: str) -> str:
    """Return the HTML of the part; empty for a part of another kind."""
    payload = body.get_payload(decode=True)
    if body.get_content_subtype() != "html" or not isinstance(payload, bytes):
        return ""
    charset = str(body.get_content_charset() or "")
    return decode_content(RawContent(source=source, data=payload, charset=charset))


def _body_text(body: EmailMessage) -> str:
    """Return the text of the part, even if its declared charset is wrong."""
    try:
        return str(body.get_content())
    except (LookupError, UnicodeError, ValueError):
        payload = body.get_payload(decode=True)
        return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""


def _message_metadata(message: EmailMessage) -> PageMetadata:
    return PageMetadata(
        headline=_read_header(message, "subject"),
        published=_parse_date(_read_header(message, "date")),
        language=_read_header(message, "content-language"),
        site=clean_text(parseaddr(_read_header(message, "from"))[0]),
    )


def _read_header(message: EmailMessage, name: str) -> str:
    try:
        return clean_text(str(message.get(name) or ""))
    except (ValueError, TypeError, IndexError, AttributeError, LookupError):
        return ""  # the standard library raises these for some malformed headers


def _parse_date(value: str) -> date | None:
    try:
        return parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
