"""Downloads of large files, with progress and resumption. Files appear only when complete."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path

from earshot.errors import FetchFailed, ForbiddenAddress, InstallFailed
from earshot.files import DISK_FULL_ERRNOS

DownloadProgress = Callable[[str, int, int], None]
"""Called with the file name, the bytes received and the total bytes (0 if unknown)."""
MAX_BYTES = (1 << 31) - 1
"""Limit for one file."""
TIMEOUT_SECONDS = 30.0
"""Timeout for each read."""
MAX_ATTEMPTS, RETRY_DELAY_SECONDS = 4, 1.0
"""Attempts for an interrupted transfer, and the delay before the second one, which doubles each
time."""


class _Interrupted(Exception):
    """The file is incomplete, but another request may get the rest."""


def download(url: str, target: Path, progress: DownloadProgress | None = None) -> None:
    """Download an http or https URL to `target`, resuming an earlier partial download.

    Raises InstallFailed. The received part is kept for the next call.
    """
    reason = ""
    for attempt in range(MAX_ATTEMPTS):
        try:
            return _fetch(url, target, progress)
        except ForbiddenAddress as error:
            raise InstallFailed(source=url, reason=error.facts["reason"]) from error
        except FetchFailed as error:
            reason = (
                f"the connection was interrupted ({error.facts['reason']});"
                " run the same command to resume"
            )
        except _Interrupted as error:
            reason = str(error)
        except OSError as error:
            failure = disk_error_message(error, target.parent)
            raise InstallFailed(source=url, reason=failure) from error
        if attempt < MAX_ATTEMPTS - 1:
            time.sleep(RETRY_DELAY_SECONDS * 2**attempt)
    raise InstallFailed(source=url, reason=reason)


def disk_error_message(error: OSError, folder: Path) -> str:
    """The error of the file system, with a remedy."""
    if error.errno in DISK_FULL_ERRNOS:
        return f"the disk is full; free some space in {folder}"
    return f"{folder} cannot be written: {(error.strerror or str(error)).lower()}"


def _fetch(url: str, target: Path, progress: DownloadProgress | None) -> None:
    from earshot.httpclient.stream import open_stream  # noqa: PLC0415 - httpx takes 0.1 s

    received = target.stat().st_size if target.exists() else 0
    headers = {"Range": f"bytes={received}-"} if received else {}
    with open_stream(
        url, headers=headers, idle_seconds=TIMEOUT_SECONDS, follow_redirects=True
    ) as response:
        if response.status == 416 and received:  # the file has changed
            target.unlink()
            raise _Interrupted("the file on the server has changed")
        _check_status(url, response.status)
        resumed = response.status == 206 and _first_byte(response.headers) == received
        received = received if resumed else 0
        total = received + int(response.headers.get("content-length") or 0)
        _check_headers(url, response.headers, total)
        with target.open("ab" if resumed else "wb") as file:
            for chunk in response.chunks:
                file.write(chunk)
                received += len(chunk)
                if received > MAX_BYTES:
                    raise InstallFailed(source=url, reason="it is larger than 2 GB")
                if progress:
                    progress(target.name, received, total)
    if total and received < total:
        raise _Interrupted(f"only {received} of {total} bytes were received")


def _first_byte(headers: Mapping[str, str]) -> int:
    """The offset of a partial response: `bytes 100-199/200`."""
    start = headers.get("content-range", "").removeprefix("bytes ").split("-")[0]
    return int(start) if start.isdigit() else -1


def _check_status(url: str, status: int) -> None:
    if status >= 500 or status == 429:
        raise _Interrupted(f"the server answered {status}")
    if status not in (200, 206):
        raise InstallFailed(source=url, reason=f"the server answered {status}")


def _check_headers(url: str, headers: Mapping[str, str], total: int) -> None:
    if "html" in headers.get("content-type", ""):
        reason = "the server answered with a web page instead of the file"
        raise InstallFailed(source=url, reason=reason)
    if total > MAX_BYTES:
        raise InstallFailed(source=url, reason="it is larger than 2 GB")
