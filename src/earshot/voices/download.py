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

Progress = Callable[[str, int, int], None]
"""Told a file's name, the bytes that are there and the bytes in all (0 where nobody knows)."""
LARGEST = (1 << 31) - 1
"""Bytes of one file."""
PATIENCE = 30.0
"""Seconds without a byte."""
TRIES, PAUSE = 4, 1.0
"""Of a connection that breaks, and seconds before the second try; twice as many each time."""
PIECE = 1 << 18


class _Broken(Exception):
    """The connection ended before the file did."""


def download(url: str, target: Path, progress: Progress | None = None) -> None:
    """The file at an http or https address, in `target`; what is there of it already is kept.

    Raises InstallFailed; a connection that breaks for good leaves what came, to go on from.
    """
    if not url.startswith(("http://", "https://")):
        raise InstallFailed(source=url, reason="only http and https addresses are called")
    for attempt in range(TRIES):
        try:
            return _fetch(url, target, progress)
        except (_Broken, http.client.HTTPException, OSError) as error:
            reason = _passing(error)
            if not reason:
                lasting = _lasting(error, target.parent)
                raise InstallFailed(source=url, reason=lasting) from error
        if attempt < TRIES - 1:
            time.sleep(PAUSE * 2**attempt)
    raise InstallFailed(source=url, reason=reason)


def _passing(error: Exception) -> str:
    """What went wrong that may go right the next time; else nothing."""
    if isinstance(error, urllib.error.HTTPError):
        passing = error.code >= 500 or error.code == 429
        return f"the server said {error.code}" if passing else ""
    if isinstance(error, urllib.error.URLError):
        return f"there is no way to it: {error.reason}"
    if isinstance(error, _Broken | TimeoutError | ConnectionError | http.client.HTTPException):
        return f"the connection broke off ({error}); the same command goes on from there"
    return ""


def _lasting(error: Exception, folder: Path) -> str:
    if isinstance(error, urllib.error.HTTPError):
        return f"the server said {error.code}"
    return refusal(error, folder) if isinstance(error, OSError) else str(error)


def refusal(error: OSError, folder: Path) -> str:
    """What the disk said, with the cure."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return f"the disk is full; make room in {folder}"
    return f"{folder} cannot be written: {(error.strerror or str(error)).lower()}"


def _fetch(url: str, target: Path, progress: Progress | None) -> None:
    there = target.stat().st_size if target.exists() else 0
    headers = {"Range": f"bytes={there}-"} if there else {}
    request = urllib.request.Request(url, headers={"User-Agent": "earshot", **headers})
    try:
        answer = urllib.request.urlopen(request, timeout=PATIENCE)
    except urllib.error.HTTPError as error:
        if error.code == 416 and there:  # what is there is no part of that file any more
            target.unlink()
            raise _Broken("it has changed") from error
        raise
    with answer:
        goes_on = answer.status == 206 and _first_byte(answer) == there
        there = there if goes_on else 0
        total = there + int(answer.headers.get("Content-Length") or 0)
        _check(url, answer, total)
        with target.open("ab" if goes_on else "wb") as file:
            while piece := answer.read1(PIECE):
                file.write(piece)
                there += len(piece)
                if there > LARGEST:
                    raise InstallFailed(source=url, reason="it is larger than 2 GB")
                if progress:
                    progress(target.name, there, total)
    if total and there < total:
        raise _Broken(f"{there} of {total} bytes came")


def _first_byte(answer: Any) -> int:
    """Where a part of a file begins: `bytes 100-199/200`."""
    place = str(answer.headers.get("Content-Range") or "").removeprefix("bytes ").split("-")[0]
    return int(place) if place.isdigit() else -1


def _check(url: str, answer: Any, total: int) -> None:
    if "html" in str(answer.headers.get("Content-Type") or ""):
        raise InstallFailed(source=url, reason="the server answered with a page and not the file")
    if total > LARGEST:
        raise InstallFailed(source=url, reason="it is larger than 2 GB")
