"""Creates the errors that are answered with an HTTP status."""

from __future__ import annotations

from earshot.errors import RequestRejected


def http_error(status: int, code: str, reason: str) -> RequestRejected:
    return RequestRejected(status=status, code=code, reason=reason)
