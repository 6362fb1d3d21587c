"""What a podcast or an edition may be of: the whole library, or a part of it that has a name."""

from __future__ import annotations

from earshot.server.storage.stories import Store, Story

WHOLE = "library"
EDITIONS = "editions"
_OWN = "id NOT IN (SELECT story FROM editions WHERE story IS NOT NULL)"
"""A story, and no edition of others."""
KINDS = {
    WHOLE: f"?1 IS NOT NULL AND {_OWN}",
    "playlist": "id IN (SELECT story FROM playlists WHERE name = ?1)",
    "site": f"site = ?1 AND {_OWN}",
    "section": f"section = ?1 AND {_OWN}",
    "author": "byline = ?1",
    EDITIONS: "id IN (SELECT story FROM editions WHERE ?1 IN ('', value))",
}
"""By kind: which stories are in it, ?1 being its name."""
NAMELESS = (WHOLE, EDITIONS)
"""Kinds that need no name."""


def places(store: Store, story: Story) -> set[tuple[str, str]]:
    """Everything that the story is in, as (kind, name)."""
    found = {("playlist", name) for name in store.playlists_of(story.id)}
    if edition := store.database.row("SELECT value FROM editions WHERE story = ?", story.id):
        return found | {(EDITIONS, ""), (EDITIONS, edition["value"])}
    found |= {("site", story.site), ("section", story.section), ("author", story.byline)}
    return found | {(WHOLE, "")}
