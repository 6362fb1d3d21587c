"""Collections: the stories of a podcast or an edition."""

from __future__ import annotations

LIBRARY = "library"
EDITIONS = "editions"
EDITION_KEY_PREFIX = "edition:"
"""The beginning of the key of every story that is an edition."""
_NOT_AN_EDITION = "stories.id NOT IN (SELECT story_id FROM editions WHERE story_id IS NOT NULL)"
"""A story that is not an edition."""
COLLECTIONS = {
    LIBRARY: f"CAST(?1 AS TEXT) IS NOT NULL AND {_NOT_AN_EDITION}",
    "playlist": "stories.number IN"
    " (SELECT story_number FROM playlists WHERE name = ?1 AND account_id = ?2)",
    "site": f"site = ?1 AND {_NOT_AN_EDITION}",
    "section": f"section = ?1 AND {_NOT_AN_EDITION}",
    "author": "byline = ?1",
    EDITIONS: "stories.id IN (SELECT story_id FROM editions WHERE ?1 IN ('', name))",
}
"""The SQL condition of each collection; ?1 is its name, ?2 the account."""
UNNAMED_COLLECTIONS = (LIBRARY, EDITIONS)
"""Collections without a name."""


def select_newest(collection: str, limit: int) -> str:
    """The SQL of the newest published recordings of a collection in the library of an account. The
    tables are joined in the order in which SQLite finds them without a sort: all of a library by
    its entries, and a part of it by the index of the stories."""
    entries, stories = "library_entries AS entry", "stories"
    is_library = collection == LIBRARY
    first, second = (entries, stories) if is_library else (stories, entries)
    return (
        f"SELECT stories.* FROM {first} CROSS JOIN {second}"
        " ON stories.number = entry.story_number AND entry.account_id = ?2"
        f" WHERE ready_revision > 0 AND stage = 'published' AND {COLLECTIONS[collection]}"
        f" ORDER BY {'entry' if is_library else 'stories'}.number DESC LIMIT {limit}"
    )


def select_collection(collection: str) -> str:
    """The SQL of the published stories of a collection in the library of an account."""
    return (
        "SELECT stories.* FROM library_entries AS entry JOIN stories"
        " ON stories.number = entry.story_number"
        f" WHERE entry.account_id = ?2 AND stage = 'published' AND {COLLECTIONS[collection]}"
    )
