"""The large weights of a model, lifted out of its bytes.

A runtime copies what it reads out of bytes, and whoever wrote those has copied it before. Lifted,
weights are arrays that the runtime is handed as they are: a fifth of the time in which a model is
loaded, and half of the memory that it holds then.
"""

from __future__ import annotations

import numpy as np

from earshot.voices.house_model.weights import KINDS, Array, tensor
from earshot.voices.onnx.graph import EXTERNAL, TENSOR
from earshot.voices.onnx.protobuf import integer, message, text

LEAST = 1024
"""Bytes: smaller ones stay where they are."""
NOWHERE = message(13, text(1, "location") + text(2, "handed over"))
"""A TensorProto's external data; nothing is read from there."""
TYPES = {np.dtype(name): kind for kind, name in KINDS.items()}
"""TensorProto.DataType of numbers that may be lifted."""


def lifted(value: memoryview) -> tuple[str, Array] | None:
    """Name and numbers of a TensorProto that is large; None of one that is not.

    Raises ValueError where it has not the size that it should have.
    """
    if len(value) < LEAST:
        return None
    name, numbers = tensor(value)
    # A copy: in a file numbers begin anywhere, and someone may write over it.
    return (name, np.array(numbers)) if numbers.nbytes >= LEAST else None


def reference(name: str, numbers: Array) -> bytes:
    """What stands in the place of weights that are handed over."""
    dims = b"".join(integer(1, size) for size in numbers.shape)
    kind = integer(2, TYPES[numbers.dtype])
    return message(TENSOR, dims + kind + text(8, name) + NOWHERE + integer(14, EXTERNAL))
