"""A worker for tests/test_workers.py: arguments DESCRIPTOR [threads] [watched]."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from earshot.workers.channel import Channel
from earshot.workers.framing import Message
from earshot.workers.task_service import Reporter, TaskCancelled, ThreadedService

DESCRIPTOR = int(sys.argv[1])


def main() -> None:
    channel = Channel(DESCRIPTOR)
    if "threads" in sys.argv:
        ThreadedService(channel, count).run()
    if "watched" in sys.argv:
        channel.exit_when_closed()
    for request in channel.requests():
        if answer := ANSWERS[request.body["do"]](request):
            channel.send(answer)


def echo(request: Message) -> Message:
    return request._replace(kind="result")


def tell_pid(request: Message) -> Message:
    return Message("result", request.task, {"pid": os.getpid()})


def answer_other_task(request: Message) -> Message:
    return Message("result", request.task + 1)


def exit_at_once(request: Message) -> None:
    os._exit(3)


def hang(request: Message) -> None:
    """Write the number of the process that hangs, and hang."""
    Path(request.body["file"]).write_text(f"{os.getpid()}.")
    time.sleep(600)


def fork_and_hang(request: Message) -> None:
    if os.fork():
        time.sleep(600)
    hang(request)


def write_garbage(request: Message) -> None:
    os.write(DESCRIPTOR, b"Traceback (most recent call last):\n")


def write_half(request: Message) -> None:
    os.write(DESCRIPTOR, b"EWP1\0\0")
    os._exit(0)


ANSWERS: dict[str, Callable[[Message], Message | None]] = {
    "echo": echo,
    "pid": tell_pid,
    "other task": answer_other_task,
    "exit": exit_at_once,
    "hang": hang,
    "fork and hang": fork_and_hang,
    "garbage": write_garbage,
    "half": write_half,
}


def count(body: Mapping[str, Any], report: Reporter) -> Message:
    if body.get("stuck"):
        with suppress(TaskCancelled):  # it can arrive before the report returns
            report({})
        time.sleep(600)
    for number in range(body["to"]):
        report({"number": number}, [bytes([number % 256])])
    if body.get("wrong"):
        raise ValueError("wrong")
    return Message("result", body={"pid": os.getpid()})
