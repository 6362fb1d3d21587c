"""House voices of a few nodes: every phone hums for four frames, every slot is two of silence."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from onnx import TensorProto, helper, numpy_helper, save

from earshot.voices.card import Card
from earshot.voices.symbols import EDITION, SLOTS

RATE, FRAME = 24_000, 256
PHONE, SLOT = 4, 2
CARD = Card(
    speaker="Hum", language="en-US", licence="CC0-1.0", consent="none needed: it is no person",
    source="made by a test", edition=EDITION, rate=str(RATE), steps="none",
)  # fmt: skip


def write_model(file: Path, card: Card | None = CARD, **changes: str) -> Path:
    """A model that is fed as a trained one is, with a card (or without one)."""
    number, flag = TensorProto.INT64, TensorProto.FLOAT
    constants = {
        "first_phone": np.int64(2 + len(SLOTS)), "phone": np.float32(PHONE),
        "slot": np.float32(SLOT), "frame": np.int64(FRAME), "zero": np.int64(0),
        "one": np.int64(1), "turn": np.float32(2 * np.pi * 220 / RATE), "loud": np.float32(0.3),
    }  # fmt: skip
    nodes = [
        helper.make_node("Squeeze", ["ids"], ["flat"]),
        helper.make_node("GreaterOrEqual", ["flat", "first_phone"], ["is_phone"]),
        helper.make_node("Where", ["is_phone", "phone", "slot"], ["natural"]),
        helper.make_node("Div", ["natural", "speed"], ["stretched"]),
        helper.make_node("Round", ["stretched"], ["whole"]),
        helper.make_node("Cast", ["whole"], ["durations"], to=number),
        helper.make_node("ReduceSum", ["durations"], ["frames"], keepdims=0),
        helper.make_node("Mul", ["frames", "frame"], ["length"]),
        helper.make_node("Range", ["zero", "length", "one"], ["at"]),
        helper.make_node("Cast", ["at"], ["time"], to=flag),
        helper.make_node("Mul", ["time", "turn"], ["angle"]),
        helper.make_node("Sin", ["angle"], ["wave"]),
        helper.make_node("Mul", ["wave", "loud"], ["samples"]),
    ]
    graph = helper.make_graph(
        nodes,
        "hum",
        [
            helper.make_tensor_value_info("ids", number, [1, "tokens"]),
            helper.make_tensor_value_info("speed", flag, []),
        ],
        [
            helper.make_tensor_value_info("samples", flag, ["samples"]),
            helper.make_tensor_value_info("durations", number, ["tokens"]),
        ],
        [numpy_helper.from_array(np.asarray(v), k) for k, v in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    if card:
        helper.set_model_props(model, replace(card, **changes).entries())
    file.parent.mkdir(parents=True, exist_ok=True)
    save(model, str(file))
    return file
