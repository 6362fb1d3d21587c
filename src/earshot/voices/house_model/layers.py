"""Neural network layers of house voices in numpy, on rows: (T, channels), float32.

The voice is small and mostly matrix products, so numpy is sufficient. `arrange_weights` reorders
the weights once, so that each layer is a single product.
"""

from __future__ import annotations

import math

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
    """Reshape kernels (out, in, width) to rows (width · in, out); other weights are unchanged."""
    return {
        name: np.ascontiguousarray(w.transpose(2, 1, 0)).reshape(-1, len(w)) if w.ndim == 3 else w
        for name, w in weights.items()
    }


def layer_count(w: Weights, name: str) -> int:
    """The number of consecutive layers with that name."""
    return len({key.split(".")[name.count(".") + 1] for key in w if key.startswith(f"{name}.")})


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
    padded = np.pad(x, ((width // 2, width // 2), (0, 0)))
    windows = np.concatenate([padded[k : k + len(x)] for k in range(width)], 1)
    y: Rows = windows @ kernel + w[f"{name}.bias"]
    return y


def depthwise_conv(w: Weights, name: str, x: Rows) -> Rows:
    """Depthwise convolution."""
    kernel = w[f"{name}.weight"]
    side = len(kernel) // 2
    padded = np.pad(x, ((side, side), (0, 0)))
    y: Rows = padded[: len(x)] * kernel[0]
    for k in range(1, len(kernel)):
        y += padded[k : k + len(x)] * kernel[k]
    y += w[f"{name}.bias"]
    return y


def norm(w: Weights, name: str, x: Rows) -> Rows:
    centred: Rows = x - x.mean(1, keepdims=True)
    power = np.einsum("ij,ij->i", centred, centred) / np.float32(x.shape[1])
    centred *= 1 / np.sqrt(power + EPSILON)[:, None]
    centred *= w[f"{name}.weight"]
    centred += w[f"{name}.bias"]
    return centred


def gelu(x: Rows) -> Rows:
    """By Hendrycks and Gimpel (2016), in their tanh approximation."""
    y = x * x
    y *= GELU_COEFFICIENTS[1]
    y += GELU_COEFFICIENTS[0]
    y *= x
    np.tanh(y, out=y)
    y += 1
    y *= x
    y *= np.float32(0.5)
    return y


def convnext(w: Weights, name: str, x: Rows) -> Rows:
    y = norm(w, f"{name}.norm", depthwise_conv(w, f"{name}.depth", x))
    y = linear(w, f"{name}.down", gelu(linear(w, f"{name}.up", y)))
    y *= w[f"{name}.scale"]
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
