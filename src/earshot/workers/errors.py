"""Errors of requests to worker processes."""

from __future__ import annotations


class WorkerError(Exception):
    """The worker did not answer."""


class WorkerClosed(Exception):
    """The worker was closed permanently, and the request was dropped."""


class WorkerEnded(WorkerError):
    """The process ended or broke the protocol."""


class WorkerTimeout(WorkerError):
    """The answer took too long. The process was killed."""


class TaskEnded(WorkerEnded):
    """The process ended during a task. `alone` is true if the process had no other task, so the
    task may be the cause. `is_bystander` is true if it was killed to end another task."""

    def __init__(self, reason: str, *, alone: bool, is_bystander: bool = False) -> None:
        super().__init__(reason)
        self.alone = alone
        self.is_bystander = is_bystander
