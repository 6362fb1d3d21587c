"""Messages that several pages show."""

from earshot.publish.translations import mark

STORY_NOT_FOUND = mark("We couldn't find that story. It may have been deleted")
