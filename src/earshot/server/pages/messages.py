"""Messages that several pages show."""

from earshot.publish.translations import mark

STORY_NOT_FOUND = mark("We couldn't find that story. It may have been deleted")
PAGE_NOT_FOUND = mark("There is no page at this address.")
FAULT = mark("The server had a problem. Its log has the details.")
PROBLEM_HEADINGS = {
    401: mark("Log in first"),
    403: mark("You can’t open this page"),
    404: mark("Page not found"),
    429: mark("One moment"),
}
"""By status; other problems have the same one."""
