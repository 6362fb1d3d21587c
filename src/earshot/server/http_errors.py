"""Creates the errors that are answered with an HTTP status."""

from __future__ import annotations

from earshot.errors import RequestRejected
from earshot.publish.translations import mark


def http_error(status: int, code: str, reason: str) -> RequestRejected:
    return RequestRejected(status=status, code=code, reason=reason)


def not_ready_error(reason: str) -> RequestRejected:
    """For a task that failed, whose request may be repeated."""
    return http_error(503, "not_ready", reason.rstrip("."))


def outdated_error() -> RequestRejected:
    """For a change of a version that is not the newest."""
    reason = "it was changed by somebody else; read it again and repeat your change"
    return http_error(412, "precondition_failed", reason)


def login_refused_error() -> RequestRejected:
    """For an answer of an OpenID provider that does not fit the login."""
    reason = mark("The sign-in service did not confirm who you are. Try again")
    return http_error(401, "login_failed", reason)
