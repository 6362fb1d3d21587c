"""The command line inside the process of the tests. What a process adds to it, such as signals and
pipes, needs a process of its own; all else does not."""

from __future__ import annotations

import io
import os
import signal
import warnings
from collections.abc import Iterator
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from earshot.cli import main


@dataclass(frozen=True)
class CommandResult:
    returncode: int
    stdout_bytes: bytes
    stderr: str

    @property
    def stdout(self) -> str:
        return self.stdout_bytes.decode()


def run_earshot(
    *arguments: str | os.PathLike[str], cwd: Path | None = None, stdin: str = ""
) -> CommandResult:
    """Run a command as its process would, with these streams and in this directory."""
    output, errors = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO()
    with (
        pytest.MonkeyPatch.context() as patch,
        chdir(cwd or Path.cwd()),
        _restored_process_state(),
        redirect_stdout(output),
        redirect_stderr(errors),
    ):
        pipe = io.BufferedReader(io.BytesIO(stdin.encode()))
        patch.setattr("sys.stdin", io.TextIOWrapper(pipe, "utf-8"))
        try:
            code = main([os.fspath(each) for each in arguments])
        except SystemExit as exit_:
            code = exit_.code if isinstance(exit_.code, int) else 0
    output.flush()
    buffer = output.buffer
    assert isinstance(buffer, io.BytesIO)
    return CommandResult(code, buffer.getvalue(), errors.getvalue())


@contextmanager
def _restored_process_state() -> Iterator[None]:
    """A command sets these for its whole process."""
    handler, show = signal.getsignal(signal.SIGTERM), warnings.showwarning
    try:
        with warnings.catch_warnings():
            yield
    finally:
        signal.signal(signal.SIGTERM, handler)
        warnings.showwarning = show
