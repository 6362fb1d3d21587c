"""Records a training step as one CUDA graph, which a GPU repeats without waiting for Python."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import torch

from earshot.training.checkpoints import read_random_state, write_random_state

if TYPE_CHECKING:
    from earshot.training.joint_step import JointStep

WARM_UP_CALLS = 4
"""Calls before the recording: libraries choose their algorithms then."""
Call = Callable[[], None]


def record_graph(step: JointStep, call: Call, log: Callable[[str], None]) -> Call:
    """A function that repeats `call`, a method of `step`; `call` itself if there is no GPU, or if
    it cannot be recorded. The state of `step` does not change."""
    if step.device.type != "cuda":
        return call
    for use_benchmark in (True, False):
        torch.backends.cudnn.benchmark = use_benchmark
        try:
            with PreservedState(step):
                return _record(call, step)
        except RuntimeError as error:
            torch.cuda.synchronize()
            log(f"the step could not be recorded as a CUDA graph: {error}")
        finally:
            torch.backends.cudnn.benchmark = False  # reports have ever other shapes
    return call


def _record(call: Call, step: JointStep) -> Call:
    side_stream = torch.cuda.Stream()
    side_stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side_stream):
        for _ in range(WARM_UP_CALLS):
            call()
    torch.cuda.current_stream().wait_stream(side_stream)
    for optimizer in (step.optimizer, step.discriminator_optimizer):
        optimizer.zero_grad(set_to_none=True)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        call()
    graph.replay()
    torch.cuda.synchronize()
    replay: Call = graph.replay
    return replay


class PreservedState:
    """Restores every tensor of a step at the end of a `with` block, in place, and the random
    generators. So a training is the same whether its step was recorded or not, and a resumed
    training is the same as an uninterrupted one."""

    def __init__(self, step: JointStep) -> None:
        self._step = step

    def __enter__(self) -> None:
        self._saved = [(each, each.detach().clone()) for each in self._step.list_tensors()]
        self._random = read_random_state()

    @torch.no_grad()
    def __exit__(self, *_: object) -> None:
        known = {id(each) for each, _ in self._saved}
        for each in self._step.list_tensors():
            if id(each) not in known:
                each.zero_()  # a moment of an optimizer, created since
        for each, value in self._saved:
            each.copy_(value)
        write_random_state(self._random)
