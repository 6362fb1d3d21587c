"""Errors as HTTP responses: problem details (RFC 9457) with a stable `code`."""

from __future__ import annotations

from http import HTTPStatus

from starlette.responses import JSONResponse

from earshot.errors import EarshotError, OutputError, RequestRejected, SourceError
from earshot.server.error_messages import outage_seconds, report_error
from earshot.server.storage_errors import DatabaseUnavailable

MEDIA_TYPE = "application/problem+json"


def problem_response(
    status: int, code: str, detail: str, headers: dict[str, str] | None = None
) -> JSONResponse:
    return JSONResponse(_problem(status, code, detail), status, headers, MEDIA_TYPE)


def _problem(status: int, code: str, detail: str) -> dict[str, object]:
    return {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
    }


def error_response(error: EarshotError, *, for_openai: bool = False) -> JSONResponse:
    """`for_openai` adds the member whose message clients of OpenAI's API show."""
    status, code, detail = status_of(error), _code_of(error), report_error(error)
    problem = _problem(status, code, detail)
    for name in ("field", "position"):
        if (value := error.facts.get(name)) is not None and isinstance(error, RequestRejected):
            problem[name] = value
    if for_openai:
        kind = "invalid_request_error" if status < 500 else "server_error"
        problem["error"] = {"message": detail, "type": kind, "param": None, "code": code}
    headers = {}
    if wait := _wait_of(error):
        headers["Retry-After"] = str(wait)
    return JSONResponse(problem, status, headers, MEDIA_TYPE)


def _wait_of(error: EarshotError) -> int:
    """The seconds after which a client should try again; 0 if that does not help."""
    if isinstance(error, RequestRejected):
        return getattr(error, "wait", 0)
    return outage_seconds(error)


def _code_of(error: EarshotError) -> str:
    if isinstance(error, RequestRejected):
        return str(error.code)
    if isinstance(error, SourceError):
        return "source_error"
    if isinstance(error, DatabaseUnavailable):
        return "database_unavailable"
    if outage_seconds(error):
        return "storage_unavailable"
    return "insufficient_storage" if isinstance(error, OutputError) else "internal_error"


def status_of(error: EarshotError) -> int:
    if isinstance(error, RequestRejected):
        return error.status
    if isinstance(error, SourceError):
        return 422
    if outage_seconds(error):
        return 503
    return 507 if isinstance(error, OutputError) else 500
