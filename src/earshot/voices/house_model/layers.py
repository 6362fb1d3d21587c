"""Neural network layers of house voices in numpy, on rows: (T, channels), float32.

The voice is small and mostly matrix products, so numpy is sufficient. `arrange_weights` reorders
the weights once, so each layer is a single product.
"""

from __future__ import annotations

import math
from itertools import count

import numpy as np
from numpy.typing import NDArray

from earshot.voices.house_model.weights import Weights

Rows = NDArray[np.float32]
EPSILON = np.float32(1e-5)
GELU_COEFFICIENTS = (
    np.float32(math.sqrt(2 / math.pi)),
    np.float32(0.044715 * math.sqrt(2 / math.pi)),
)
ROTARY_BASE = 10_000.0
"""Base of the rotary positions."""


def arrange_weights(weights: Weights) -> dict[str, Rows]:
    """Reshape kernels (out, in, width) to rows (width · in, out), and merge the factors of each
    ConvNeXt block into its matrices; other weights are unchanged."""
    arranged = {
        name: np.ascontiguousarray(w.transpose(2, 1, 0)).reshape(-1, len(w)) if w.ndim == 3 else w
        for name, w in weights.items()
    }
    for name in [key.removesuffix(".scale") for key in weights if key.endswith(".scale")]:
        _merge_factors(arranged, name)
    return arranged


def _merge_factors(w: dict[str, Rows], name: str) -> None:
    """Weight and bias of the norm into the matrix `up`; the scale, and the half of GELU, into
    `down`."""
    factor, shift = w.pop(f"{name}.norm.weight"), w.pop(f"{name}.norm.bias")
    scale = w.pop(f"{name}.scale")
    up, down = w[f"{name}.up.weight"].T, w[f"{name}.down.weight"].T
    w[f"{name}.up.bias"] = w[f"{name}.up.bias"] + shift @ up
    w[f"{name}.up.weight"] = _scale(up, factor[:, None]).T
    w[f"{name}.down.bias"] = w[f"{name}.down.bias"] * scale
    w[f"{name}.down.weight"] = _scale(down, scale * np.float32(0.5)).T


def _scale(matrix: Rows, factors: Rows) -> Rows:
    """In place unless the matrix is that of the file: new memory takes longer than the products."""
    return np.multiply(matrix, factors, out=matrix if matrix.flags.writeable else None)


def layer_count(w: Weights, name: str) -> int:
    """The number of consecutive ConvNeXt blocks with that name."""
    return next(n for n in count() if f"{name}.{n}.up.weight" not in w)


def linear(w: Weights, name: str, x: Rows) -> Rows:
    y: Rows = x @ w[f"{name}.weight"].T
    bias = w.get(f"{name}.bias")
    if bias is not None:
        y += bias
    return y


def conv(w: Weights, name: str, x: Rows) -> Rows:
    """Convolution over time, zero-padded at the edges."""
    kernel = w[f"{name}.weight"]
    width = len(kernel) // x.shape[1]
    padded = _pad_rows(x, width // 2)
    windows = np.concatenate([padded[k : k + len(x)] for k in range(width)], 1)
    y: Rows = windows @ kernel + w[f"{name}.bias"]
    return y


def depthwise_conv(w: Weights, name: str, x: Rows) -> Rows:
    """Depthwise convolution."""
    kernel = w[f"{name}.weight"]
    side = len(kernel) // 2
    padded = _pad_rows(x, side)
    y: Rows = padded[: len(x)] * kernel[0]
    product = np.empty_like(y)
    for k in range(1, len(kernel)):
        np.multiply(padded[k : k + len(x)], kernel[k], out=product)
        y += product
    y += w[f"{name}.bias"]
    return y


def _pad_rows(x: Rows, side: int) -> Rows:
    """Zeros before and after, as `np.pad` adds them in ten times the time."""
    padded = np.empty((len(x) + 2 * side, x.shape[1]), np.float32)
    padded[:side] = padded[side + len(x) :] = 0
    padded[side : side + len(x)] = x
    return padded


def norm(w: Weights, name: str, x: Rows) -> Rows:
    y = _normalize(x)
    y *= w[f"{name}.weight"]
    y += w[f"{name}.bias"]
    return y


def _normalize(x: Rows) -> Rows:
    """Rows of mean 0 and variance 1."""
    size = np.float32(x.shape[1])
    mean: Rows = np.add.reduce(x, 1, keepdims=True)
    mean /= size
    y = x - mean
    power = np.einsum("ij,ij->i", y, y) / size
    y *= 1 / np.sqrt(power + EPSILON)[:, None]
    return y


def double_gelu(x: Rows) -> Rows:
    """GELU by Hendrycks and Gimpel (2016), in their tanh approximation, times 2."""
    y = x * x
    y *= GELU_COEFFICIENTS[1]
    y += GELU_COEFFICIENTS[0]
    y *= x
    np.tanh(y, out=y)
    y += 1
    y *= x
    return y


def convnext(w: Weights, name: str, x: Rows) -> Rows:
    """A ConvNeXt block, whose factors are merged into its matrices."""
    y = _normalize(depthwise_conv(w, f"{name}.depth", x))
    y = linear(w, f"{name}.down", double_gelu(linear(w, f"{name}.up", y)))
    y += x
    return y


def attention(w: Weights, name: str, x: Rows, heads: int) -> Rows:
    """Self-attention with rotary positions."""
    length, size = x.shape
    rows = linear(w, f"{name}.qkv", norm(w, f"{name}.norm", x))
    q, k, v = rows.reshape(length, 3, heads, size // heads).transpose(1, 2, 0, 3)
    score = (
        _apply_rotary(q)
        @ _apply_rotary(k).transpose(0, 2, 1)
        / np.float32(math.sqrt(size // heads))
    )
    weight = np.exp(score - score.max(2, keepdims=True))
    weight /= weight.sum(2, keepdims=True)
    mixed = (weight @ v).transpose(1, 0, 2).reshape(length, size)
    return x + linear(w, f"{name}.out", mixed)


def _apply_rotary(x: Rows) -> Rows:
    half = x.shape[2] // 2
    rates = ROTARY_BASE ** -(np.arange(half, dtype=np.float32) / np.float32(half))
    angle = np.arange(x.shape[1], dtype=np.float32)[:, None] * rates
    cos, sin = np.cos(angle), np.sin(angle)
    a, b = x[..., :half], x[..., half:]
    return np.concatenate([a * cos - b * sin, a * sin + b * cos], 2)
