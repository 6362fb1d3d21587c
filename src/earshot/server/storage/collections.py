"""Collections: the stories of a podcast or an edition."""

from __future__ import annotations

LIBRARY = "library"
EDITIONS = "editions"
_NOT_AN_EDITION = "id NOT IN (SELECT story_id FROM editions WHERE story_id IS NOT NULL)"
"""A story that is not an edition."""
COLLECTIONS = {
    LIBRARY: f"?1 IS NOT NULL AND {_NOT_AN_EDITION}",
    "playlist": "id IN (SELECT story_id FROM playlists WHERE name = ?1)",
    "site": f"site = ?1 AND {_NOT_AN_EDITION}",
    "section": f"section = ?1 AND {_NOT_AN_EDITION}",
    "author": "byline = ?1",
    EDITIONS: "id IN (SELECT story_id FROM editions WHERE ?1 IN ('', name))",
}
"""The SQL condition of each collection; ?1 is its name."""
UNNAMED_COLLECTIONS = (LIBRARY, EDITIONS)
"""Collections without a name."""
