"""Messages that several pages show."""

STORY_NOT_FOUND = "We couldn't find that story. It may have been deleted"
