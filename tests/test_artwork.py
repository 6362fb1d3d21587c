"""Thumbnails of the pictures that pages show: hostile and damaged files."""

from __future__ import annotations

import random
from contextlib import suppress
from io import BytesIO

import pytest
from PIL import Image

from earshot.publish.artwork import (
    ICON_SIZES,
    PICTURE_FORMATS,
    THUMBNAIL_SIZES,
    draw_icon,
    draw_thumbnail,
)

SIZE = THUMBNAIL_SIZES["square"]


def encode(picture: Image.Image, kind: str) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **({"lossless": True, "method": 0} if kind == "WEBP" else {}))
    return out.getvalue()


def damage(content: bytes, rng: random.Random) -> bytes:
    if rng.random() < 0.2:
        return content[: rng.randrange(len(content))]
    damaged = bytearray(content)
    for _ in range(rng.choice((1, 2, 5, 20))):
        reach = min(len(content), rng.choice((40, 200, len(content))))
        damaged[rng.randrange(reach)] = rng.choice((0, 255, rng.randrange(256)))
    return bytes(damaged)


@pytest.mark.parametrize("kind", PICTURE_FORMATS)
def test_a_picture_of_each_format_gets_a_thumbnail(kind: str) -> None:
    content = encode(Image.new("RGB", (400, 300), "#aa2200"), kind)
    with Image.open(BytesIO(draw_thumbnail(content, SIZE))) as thumbnail:
        assert (thumbnail.format, thumbnail.size) == ("WEBP", SIZE)


def test_a_photo_of_a_camera_gets_a_thumbnail() -> None:
    assert draw_thumbnail(encode(Image.new("L", (8_000, 6_000)), "JPEG"), SIZE)


@pytest.mark.parametrize(
    ("kind", "mode", "side"),
    [("PNG", "1", 4_100), ("GIF", "P", 4_100), ("WEBP", "RGB", 4_100), ("JPEG", "L", 7_100)],
)
def test_a_small_file_with_very_many_pixels_is_not_decoded(kind: str, mode: str, side: int) -> None:
    with pytest.raises(ValueError, match="too large"):
        draw_thumbnail(encode(Image.new(mode, (side, side)), kind), SIZE)


@pytest.mark.parametrize("kind", PICTURE_FORMATS)
def test_damaged_pictures_and_icons_raise_nothing_but_value_errors(kind: str) -> None:
    rng = random.Random(7)
    content = encode(Image.effect_noise((140, 120), 60).convert("RGB"), kind)
    for _ in range(60):
        damaged = damage(content, rng)
        with suppress(ValueError):
            draw_thumbnail(damaged, SIZE)
        with suppress(ValueError):
            draw_icon(damaged, ICON_SIZES["square"])
