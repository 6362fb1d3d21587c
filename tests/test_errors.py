import inspect
import re
from pathlib import Path

import pytest

from earshot import errors
from earshot.cli.error_hints import ADVICE, message
from earshot.errors import (
    EarshotError,
    FetchFailed,
    ForbiddenAddress,
    HostNotFound,
    NoArticle,
    RequestRejected,
    SourceError,
    UnsupportedContent,
)
from earshot.server.error_messages import client_message

KINDS = [
    kind
    for _, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, EarshotError)
]
OPTION = re.compile(r"(?<![\w-])--?[a-z]")
PATH = "/srv/library/earshot.db"


def fields(kind: type[EarshotError]) -> list[str]:
    """Return the attributes of an error."""
    return re.findall(r"{(\w+)}", f"{kind.__doc__} {kind.advice}")


@pytest.mark.parametrize("kind", KINDS)
def test_every_error_is_drawn_in_the_tree(kind: type[EarshotError]) -> None:
    assert kind.__name__ in (errors.__doc__ or "")


@pytest.mark.parametrize("kind", KINDS)
def test_every_error_says_its_message_in_one_line(kind: type[EarshotError]) -> None:
    message = str(kind(**dict.fromkeys(fields(kind), "…x…")))
    assert "\n" not in message
    assert "{" not in message
    assert message.endswith(".")


def test_an_error_keeps_its_attributes() -> None:
    error = FetchFailed(source="https://example.org", reason="the server said 404")
    assert (error.source, error.reason) == ("https://example.org", "the server said 404")  # type: ignore[attr-defined]
    assert str(error).startswith("https://example.org could not be fetched: the server said 404;")


@pytest.mark.parametrize("kind", KINDS)
def test_no_error_names_an_option_of_the_command_line_but_the_command_line(
    kind: type[EarshotError],
) -> None:
    error = kind(**dict.fromkeys(fields(kind), "…x…"))
    assert not OPTION.search(str(error))


@pytest.mark.parametrize("kind", ADVICE)
def test_the_command_line_names_the_option_that_helps(kind: type[EarshotError]) -> None:
    told = message(kind(**dict.fromkeys(fields(kind), "…x…")))
    assert OPTION.search(told)
    assert "{" not in told
    assert told.endswith(".")


@pytest.mark.parametrize("kind", KINDS)
def test_messages_to_clients_contain_no_server_path_and_no_option(kind: type[EarshotError]) -> None:
    """Every attribute is a path or an option here, except reasons that are written for clients."""
    facts: dict[str, object] = {**dict.fromkeys(fields(kind), PATH), "option": "--preview"}
    if issubclass(kind, SourceError | RequestRejected):
        facts["reason"] = "it is broken XML"
    for name in ("voice", "text", "language", "format", "known", "limit", "found"):
        facts[name] = "what the client sent"
    told = client_message(kind(**facts))
    assert PATH not in told
    assert not OPTION.search(told)
    assert "{" not in told
    assert told.endswith(".")


def test_messages_to_clients_contain_urls_but_no_paths() -> None:
    url = "https://example.org/a"
    assert url in client_message(UnsupportedContent(source=url, found="a PDF document"))
    path = Path("/srv/library/stories/x/sent-1.html")
    assert client_message(UnsupportedContent(source=path, found="a PDF document")).startswith(
        "The submitted story is a PDF document,"
    )


def test_a_client_learns_why_a_page_could_not_be_read() -> None:
    url = "https://example.org/a"
    failed = FetchFailed(source=url, reason="the server answered 404 Not Found", status=404)
    assert client_message(failed).startswith("We couldn't open this page (404).")
    slow = FetchFailed(source=url, reason="the server took too long")
    assert "(the server took too long)" in client_message(slow)
    unknown = HostNotFound(source=url, reason="there is no such host")
    assert client_message(unknown).startswith("We couldn't find that website.")
    empty = NoArticle(source=url, reason="the page is empty")
    assert client_message(empty).startswith("This doesn't seem to be an article: the page is empty")


def test_a_brace_in_a_fact_is_not_a_placeholder() -> None:
    assert "{source}" in str(FetchFailed(source="{source}", reason="{0}"))


def test_the_branches_hold_their_leaves() -> None:
    assert issubclass(ForbiddenAddress, FetchFailed)
    assert issubclass(FetchFailed, SourceError)
