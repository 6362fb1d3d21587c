import inspect
import re
from pathlib import Path

import pytest

from earshot import errors
from earshot.cli.hints import ADVICE, message
from earshot.errors import (
    EarshotError,
    FetchFailed,
    ForbiddenAddress,
    NoArticle,
    RequestRejected,
    SourceError,
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
    """The facts of an error."""
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


def test_an_error_keeps_what_it_was_raised_with() -> None:
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
    """Every fact is a path here, or an option, but for reasons that are written for clients."""
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


def test_messages_to_clients_contain_urls_and_no_file_names() -> None:
    reason = "the page is empty"
    assert "https://example.org/a" in client_message(
        NoArticle(source="https://example.org/a", reason=reason)
    )
    sent = client_message(
        NoArticle(source=Path("/srv/library/stories/x/sent-1.html"), reason=reason)
    )
    assert sent.startswith("The submitted story: no article found: the page is empty;")


def test_a_brace_in_a_fact_is_not_a_placeholder() -> None:
    assert "{source}" in str(FetchFailed(source="{source}", reason="{0}"))


def test_the_branches_hold_their_leaves() -> None:
    assert issubclass(ForbiddenAddress, FetchFailed)
    assert issubclass(FetchFailed, SourceError)
