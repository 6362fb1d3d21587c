"""Errors as HTTP answers."""

from __future__ import annotations

from starlette.responses import JSONResponse

from earshot.errors import EarshotError, OutputError, Refused, SourceError
from earshot.server.error_messages import report


def http_error(status: int, code: str, reason: str) -> Refused:
    return Refused(status=status, code=code, reason=reason)


def error_response(error: EarshotError) -> JSONResponse:
    """What went wrong, as JSON."""
    code = "internal"
    headers = {}
    if isinstance(error, Refused):
        code = error.code
        if wait := getattr(error, "wait", 0):
            headers["Retry-After"] = str(wait)
    elif isinstance(error, OutputError):
        code = "no_room"
    error_data = {"error": {"code": code, "message": report(error)}}
    return JSONResponse(error_data, status_of(error), headers)


def status_of(error: EarshotError) -> int:
    if isinstance(error, Refused):
        return error.status
    if isinstance(error, SourceError):
        return 422
    return 507 if isinstance(error, OutputError) else 500
