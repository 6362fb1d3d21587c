"""The large weights of a model, lifted out of its bytes.

A runtime copies what it reads out of bytes, which are a copy already. Lifted,
weights are arrays that the runtime is handed as they are: a fifth of the time in which a model is
loaded, and half of the memory that it holds then.
"""

from __future__ import annotations

import numpy as np

from earshot.voices.house_model.weights import NUMPY_TYPES, Array, parse_tensor
from earshot.voices.onnx.graph import EXTERNAL, TENSOR
from earshot.voices.onnx.protobuf import encode_integer, encode_message, encode_text

MIN_BYTES = 1024
"""Bytes: smaller ones stay where they are."""
NO_LOCATION = encode_message(13, encode_text(1, "location") + encode_text(2, "handed over"))
"""A TensorProto's external data; nothing is read from there."""
DATA_TYPES = {np.dtype(name): kind for kind, name in NUMPY_TYPES.items()}
"""TensorProto.DataType of numbers that may be lifted."""


def extract_weights(value: memoryview) -> tuple[str, Array] | None:
    """Name and numbers of a TensorProto that is large; None of one that is not.

    Raises ValueError where it has not the size that it should have.
    """
    if len(value) < MIN_BYTES:
        return None
    name, numbers = parse_tensor(value)
    # A copy: in a file numbers begin anywhere, and someone may write over it.
    return (name, np.array(numbers)) if numbers.nbytes >= MIN_BYTES else None


def encode_reference(name: str, numbers: Array) -> bytes:
    """The replacement for weights that are handed over."""
    dims = b"".join(encode_integer(1, size) for size in numbers.shape)
    data_type = encode_integer(2, DATA_TYPES[numbers.dtype])
    return encode_message(
        TENSOR, dims + data_type + encode_text(8, name) + NO_LOCATION + encode_integer(14, EXTERNAL)
    )
