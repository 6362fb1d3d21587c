"""Errors of tasks that a worker process carries out."""

from __future__ import annotations

from earshot.errors import EarshotError


class TaskFailed(EarshotError):
    """{reason}"""

    reason: str


class TransientTaskFailed(TaskFailed):
    """{reason}"""


class StorageFailed(TaskFailed):
    """{reason}"""


class ProcessEnded(TransientTaskFailed):
    """{reason}"""

    alone: bool
    """Whether the process had nothing else in hand, so that this task may be the cause."""


KINDS = {"failed": TaskFailed, "fault": TransientTaskFailed, "storage": StorageFailed}
"""As a maker names them: of no use to try again, worth another try, and to be tried again when the
disk can be written to."""
