"""Options for reading a source."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestOptions:
    """Options for reading a source, such as selectors and the parts to read."""

    entry: str = ""
    """The entry of a feed: its number from 1, its id or its URL. The first entry by default."""
    include: tuple[str, ...] = ()
    """CSS selectors of the article body. Only these elements are read."""
    exclude: tuple[str, ...] = ()
    """CSS selectors of elements that are never read."""
    captions: bool = False
    """Whether image captions of a web page are read."""
    alt_texts: bool = False
    """Whether descriptions of images (alt texts) are read where they say more than the text beside
    them."""
    notes: bool = False
    """Whether footnotes of a web page, their marks and references are read."""
    code: bool = False
    """Whether code blocks of a web page are read."""
    tables: bool = True
    """Whether short tables are read and longer ones announced."""
    long_tables: bool = False
    """Whether longer tables and boxes of facts are read too, up to 2,000 cells each."""
    corrections: bool = True
    """Whether corrections and editor's notes are read."""
    dropped: bool = False
    """Whether the article also has the blocks that are dropped, beside those that are read."""
    sites: str = ""
    """A TOML file with selectors by host."""
    user_agent: str = ""
    """User-Agent header to send."""
    cookies: str = ""
    """A cookie file in Netscape format. Each cookie is only sent to its own site."""
    cookie_lines: str = ""
    """The lines of a cookie file. They take precedence over `cookies`."""
    robots: bool = False
    """Whether to obey the site's robots.txt (RFC 9309)."""
    private_hosts: tuple[str, ...] = ()
    """Hosts outside the public internet that may be fetched: names, addresses and networks."""
    default_language: str = "en"
    """The language of a text that names none and is too short to be identified."""
    candidate_languages: frozenset[str] = frozenset()
    """Codes of the languages to choose from for a text that names none; empty for all."""

    @property
    def requested_parts(self) -> frozenset[str]:
        """Parts that are read although they are dropped by default."""
        parts = {"captions": self.captions, "notes": self.notes, "code": self.code}
        return frozenset(part for part, is_read in parts.items() if is_read)

    @property
    def skipped_parts(self) -> frozenset[str]:
        """Parts that are dropped although they are read by default."""
        parts = {"tables": self.tables, "corrections": self.corrections}
        return frozenset(part for part, is_read in parts.items() if not is_read)
