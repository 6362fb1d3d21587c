"""Which stories a caller may see: those of its library, and published ones by its role.

A story in another stage than "published" is seen by editors only.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from earshot.server.caller import Caller
from earshot.server.http_errors import http_error
from earshot.server.services import Services
from earshot.server.settings import Settings
from earshot.server.storage.story import PUBLISHED_STAGE, LibraryStory, Story, require_story


def find_visible_story(services: Services, caller: Caller, story_id: str) -> LibraryStory | None:
    """The story with the state of the caller, if the caller may see it.

    A story that an editor has in its library is published. Other editors see it, and so does
    everybody on a public server. Other accounts do not see what only readers have.
    """
    found = services.library.get(caller.account_id, story_id)
    if found is None and _sees_published(services, caller):
        found = services.library.get_published(story_id)
    if found:
        require_stage(caller, found)
    return found


def require_visible_story(services: Services, caller: Caller, story_id: str) -> LibraryStory:
    """Raises RequestRejected."""
    return require_story(find_visible_story(services, caller, story_id))


def find_story_of_page(
    services: Services, caller: Caller, key: str, url: str
) -> LibraryStory | None:
    """The story with this key, otherwise of this URL, if the caller may see it."""
    found = services.library.find(caller.account_id, key, url)
    if found is None and _sees_published(services, caller):
        found = services.library.find_published(key, url)
    if found:
        require_stage(caller, found)
    return found


def require_allowed_page(settings: Settings, url: str) -> None:
    """Raises RequestRejected if the site of the page is not an allowed origin."""
    try:
        parts = urlsplit(url)
    except ValueError:
        raise http_error(422, "invalid_url", "the url is not a web address") from None
    origin = f"{parts.scheme}://{parts.netloc}"
    if not settings.is_allowed_origin(origin):
        reason = f"{origin[:100]} is not an allowed origin of this server"
        raise http_error(403, "origin_not_allowed", reason)


def require_stage(caller: Caller, story: Story) -> None:
    """Raises RequestRejected for a story that only editors may see."""
    if story.stage == PUBLISHED_STAGE or caller.is_editor:
        return
    if story.stage == "retracted":
        note = f": {story.retraction_note.rstrip('.')}" if story.retraction_note else ""
        raise http_error(410, "story_retracted", f"this story was retracted{note}")
    raise http_error(404, "story_not_published", "this story is not published yet")


def _sees_published(services: Services, caller: Caller) -> bool:
    return caller.has_role("editor") or (services.settings.public and caller.has_scope("listen"))
