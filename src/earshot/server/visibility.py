"""Which stories a caller may see: those of its library, and published ones by its role."""

from __future__ import annotations

from earshot.server.caller import Caller
from earshot.server.services import Services
from earshot.server.storage.story import LibraryStory, require_story


def find_visible_story(services: Services, caller: Caller, story_id: str) -> LibraryStory | None:
    """The story with the state of the caller, if the caller may see it.

    A story that an editor has in its library is published. Other editors see it, and so does
    everybody on a public server. Other accounts do not see what only readers have.
    """
    if found := services.library.get(caller.account_id, story_id):
        return found
    return services.library.get_published(story_id) if _sees_published(services, caller) else None


def require_visible_story(services: Services, caller: Caller, story_id: str) -> LibraryStory:
    """Raises RequestRejected."""
    return require_story(find_visible_story(services, caller, story_id))


def find_story_of_page(
    services: Services, caller: Caller, key: str, url: str
) -> LibraryStory | None:
    """The story with this key, or else of this URL, if the caller may see it."""
    if found := services.library.find(caller.account_id, key, url):
        return found
    return services.library.find_published(key, url) if _sees_published(services, caller) else None


def _sees_published(services: Services, caller: Caller) -> bool:
    return caller.has_role("editor") or (services.settings.public and caller.has_scope("listen"))
