"""What the caller wants of a source beside its address and language."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestOptions:
    """How a source is to be read; the empty ones ask for nothing."""

    entry: str = ""
    """Which entry of a feed: its number from 1, its id or its address. The first by default."""
    include: tuple[str, ...] = ()
    """CSS selectors of what alone is the story on its page."""
    exclude: tuple[str, ...] = ()
    """CSS selectors of what is never read on it."""
    read: frozenset[str] = frozenset()
    """Parts that are read though they are left out by default: "captions", "notes", "code"."""
    skip: frozenset[str] = frozenset()
    """Parts that are left out though they are read by default: "tables", "corrections"."""
    sites: str = ""
    """A TOML file with such selectors by host."""
    user_agent: str = ""
    """What to be named as when asking servers."""
    robots: bool = False
    """Whether to ask a site's robots.txt first, and obey it (RFC 9309)."""
