"""Read members of an untrusted ZIP container (DOCX, EPUB) within limits."""

from __future__ import annotations

import io
import re
import zlib
from zipfile import BadZipFile, ZipFile

from lxml import etree

from earshot.errors import SourceUnreadable, TooLarge
from earshot.httpclient.raw_content import MAX_CONTENT_BYTES, MAX_CONTENT_MB

_MAX_MEMBERS = 10_000
_ENTITY = re.compile(rb"<!ENTITY", re.I)
_ENCRYPTED_FLAG = 0x1
_DAMAGED = (
    BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
)
"""What zipfile raises for damaged members and unknown compression methods."""

XmlElement = etree._Element


class ZipContainer:
    """An open container. All members that are read may inflate to `MAX_CONTENT_BYTES` together."""

    def __init__(self, data: bytes, source: str) -> None:
        self._source = source
        self._remaining = MAX_CONTENT_BYTES
        try:
            self._zip = ZipFile(io.BytesIO(data))
            self.names = frozenset(self._zip.namelist())
        except _DAMAGED as error:
            raise SourceUnreadable(source=source, reason="its ZIP data is damaged") from error
        if len(self.names) > _MAX_MEMBERS:
            reason = f"its ZIP data has more than {_MAX_MEMBERS} members"
            raise SourceUnreadable(source=source, reason=reason)

    def read(self, name: str) -> bytes:
        """Return the member's bytes. Raises SourceUnreadable and TooLarge."""
        try:
            info = self._zip.getinfo(name)
            if info.flag_bits & _ENCRYPTED_FLAG:
                reason = "it is protected by a password"
                raise SourceUnreadable(source=self._source, reason=reason)
            with self._zip.open(info) as member:
                data = member.read(self._remaining + 1)
        except KeyError:
            reason = f"{name} is missing in it"
            raise SourceUnreadable(source=self._source, reason=reason) from None
        except _DAMAGED as error:
            reason = f"{name} in it is damaged"
            raise SourceUnreadable(source=self._source, reason=reason) from error
        self._remaining -= len(data)
        if self._remaining < 0:
            raise TooLarge(source=self._source, limit=MAX_CONTENT_MB)
        return data

    def read_xml(self, name: str) -> XmlElement:
        """Return the root of an XML member. Raises SourceUnreadable and TooLarge."""
        data = self.read(name)
        if _ENTITY.search(data):
            reason = f"{name} in it declares XML entities"
            raise SourceUnreadable(source=self._source, reason=reason)
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
        )
        try:
            return etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            reason = f"{name} in it is not well-formed XML"
            raise SourceUnreadable(source=self._source, reason=reason) from error
