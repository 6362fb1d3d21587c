import inspect
import re

import pytest

from earshot import errors
from earshot.errors import EarshotError, FetchFailed, ForbiddenAddress, SourceError

KINDS = [
    kind
    for _, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, EarshotError)
]


@pytest.mark.parametrize("kind", KINDS)
def test_every_error_is_drawn_in_the_tree(kind: type[EarshotError]) -> None:
    assert kind.__name__ in (errors.__doc__ or "")


@pytest.mark.parametrize("kind", KINDS)
def test_every_error_says_its_message_in_one_line(kind: type[EarshotError]) -> None:
    names = re.findall(r"{(\w+)}", kind.__doc__ or "")
    facts = dict.fromkeys(names, "…x…")
    message = str(kind(**facts))
    assert "\n" not in message
    assert "{" not in message
    assert message.endswith(".")


def test_an_error_keeps_what_it_was_raised_with() -> None:
    error = FetchFailed(source="https://example.org", reason="the server said 404")
    assert (error.source, error.reason) == ("https://example.org", "the server said 404")  # type: ignore[attr-defined]
    assert str(error).startswith("https://example.org could not be fetched: the server said 404;")


def test_a_brace_in_a_fact_is_no_template() -> None:
    assert "{source}" in str(FetchFailed(source="{source}", reason="{0}"))


def test_the_branches_hold_their_leaves() -> None:
    assert issubclass(ForbiddenAddress, FetchFailed)
    assert issubclass(FetchFailed, SourceError)
