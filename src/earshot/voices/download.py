"""A large file from the web: with progress, taken up again where it broke off, whole or not at
all."""

from __future__ import annotations

import errno
import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from earshot.errors import InstallFailed

DownloadProgress = Callable[[str, int, int], None]
"""Told a file's name, the bytes that are there and the bytes in all (0 if unknown)."""
MAX_BYTES = (1 << 31) - 1
"""Bytes of one file."""
TIMEOUT_SECONDS = 30.0
"""Seconds without a byte."""
MAX_ATTEMPTS, RETRY_DELAY_SECONDS = 4, 1.0
"""Of a connection that breaks, and seconds before the second try; twice as many each time."""
CHUNK_BYTES = 1 << 18


class _Interrupted(Exception):
    """The connection ended before the file did."""


def download(url: str, target: Path, progress: DownloadProgress | None = None) -> None:
    """The file at an http or https address, in `target`; what is there of it already is kept.

    Raises InstallFailed; a connection that breaks for good leaves what came, to go on from.
    """
    if not url.startswith(("http://", "https://")):
        raise InstallFailed(source=url, reason="only http and https addresses are allowed")
    for attempt in range(MAX_ATTEMPTS):
        try:
            return _fetch(url, target, progress)
        except (_Interrupted, http.client.HTTPException, OSError) as error:
            reason = _retry_reason(error)
            if not reason:
                failure = _failure_reason(error, target.parent)
                raise InstallFailed(source=url, reason=failure) from error
        if attempt < MAX_ATTEMPTS - 1:
            time.sleep(RETRY_DELAY_SECONDS * 2**attempt)
    raise InstallFailed(source=url, reason=reason)


def _retry_reason(error: Exception) -> str:
    """What went wrong that may go right the next time; else nothing."""
    if isinstance(error, urllib.error.HTTPError):
        is_transient = error.code >= 500 or error.code == 429
        return f"the server answered {error.code}" if is_transient else ""
    if isinstance(error, urllib.error.URLError):
        return f"no connection: {error.reason}"
    if isinstance(error, _Interrupted | TimeoutError | ConnectionError | http.client.HTTPException):
        return f"the connection was interrupted ({error}); run the same command to resume"
    return ""


def _failure_reason(error: Exception, folder: Path) -> str:
    if isinstance(error, urllib.error.HTTPError):
        return f"the server answered {error.code}"
    return disk_error_message(error, folder) if isinstance(error, OSError) else str(error)


def disk_error_message(error: OSError, folder: Path) -> str:
    """The error of the file system, with what helps."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return f"the disk is full; free some space in {folder}"
    return f"{folder} cannot be written: {(error.strerror or str(error)).lower()}"


def _fetch(url: str, target: Path, progress: DownloadProgress | None) -> None:
    received = target.stat().st_size if target.exists() else 0
    headers = {"Range": f"bytes={received}-"} if received else {}
    request = urllib.request.Request(url, headers={"User-Agent": "earshot", **headers})
    try:
        response = urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS)
    except urllib.error.HTTPError as error:
        if error.code == 416 and received:  # what is there is no part of that file any more
            target.unlink()
            raise _Interrupted("it has changed") from error
        raise
    with response:
        resumed = response.status == 206 and _first_byte(response) == received
        received = received if resumed else 0
        total = received + int(response.headers.get("Content-Length") or 0)
        _check_response(url, response, total)
        with target.open("ab" if resumed else "wb") as file:
            while chunk := response.read1(CHUNK_BYTES):
                file.write(chunk)
                received += len(chunk)
                if received > MAX_BYTES:
                    raise InstallFailed(source=url, reason="it is larger than 2 GB")
                if progress:
                    progress(target.name, received, total)
    if total and received < total:
        raise _Interrupted(f"{received} of {total} bytes came")


def _first_byte(response: Any) -> int:
    """Where a part of a file begins: `bytes 100-199/200`."""
    start = str(response.headers.get("Content-Range") or "").removeprefix("bytes ").split("-")[0]
    return int(start) if start.isdigit() else -1


def _check_response(url: str, response: Any, total: int) -> None:
    if "html" in str(response.headers.get("Content-Type") or ""):
        raise InstallFailed(
            source=url, reason="the server answered with a web page instead of the file"
        )
    if total > MAX_BYTES:
        raise InstallFailed(source=url, reason="it is larger than 2 GB")
