"""Errors of tasks in worker processes."""

from __future__ import annotations

from earshot.errors import EarshotError


class TaskFailed(EarshotError):
    """{reason}"""

    reason: str


class TransientTaskFailed(TaskFailed):
    """{reason}"""


class PageGone(TaskFailed):
    """{reason}"""


class StoryRetracted(TaskFailed):
    """{reason}"""

    reason: str
    """The sentence of the page that says so."""


class VoiceMissing(TaskFailed):
    """{reason}"""

    voice: str


class StorageFailed(TaskFailed):
    """{reason}"""


class ProcessEnded(TransientTaskFailed):
    """{reason}"""

    alone: bool
    """Whether the process ran no other task, so this task may be the cause."""


TASK_ERRORS = {
    "failed": TaskFailed,
    "gone": PageGone,
    "retracted": StoryRetracted,
    "fault": TransientTaskFailed,
    "storage": StorageFailed,
    "voice": VoiceMissing,
}
"""By the name in the worker's response: permanent failures, worth a retry, or to be retried when
the disk is writable."""
