"""Generated cover art for podcasts: a PNG of 1500 × 1500 pixels (Apple requires 1400 to 3000).

Pillow is used only in this module. It is loaded for the first picture, since a server seldom draws
one.
"""

from __future__ import annotations

import hashlib
import io
import re
import struct
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image, ImageDraw, ImageFont

SIZE = 1_500
MARGIN = 140
MAX_LINES = 5
MAX_NAME_CHARS = 1_000
FONT_WEIGHT = 600
EMBLEM_SIZE, EMBLEM_FONT_SIZE = 192, 88
"""Pixels: the size of an emblem and of its letters."""
THUMBNAIL_SIZES = {"square": (216, 216), "wide": (640, 360)}
"""Width and height in pixels of each shape of a thumbnail."""
MIN_PICTURE_SIZE = 100
"""Pixels: the side of the smallest picture that gets a thumbnail."""
MAX_PICTURE_PIXELS, MAX_DECODED_PIXELS = 50_000_000, 16_000_000
"""Of a picture, and of what is decoded of it: a JPEG is decoded at a smaller scale. A WebP of one
kilobyte can have 170 million pixels, which take 3 GB."""
ICON_SIZES = {"square": (128, 128), "wide": (320, 180)}
"""Width and height in pixels of each shape of the icon of a site."""
ICON_SIDE, SMALL_ICON_SIDE = 128, 96
"""Pixels: of the icon in them, and of one with a margin."""
MIN_ICON_SIZE, MAX_ICON_SIZE = 32, 2_048
"""Pixels: the sides of the icons that sites send."""
PICTURE_FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "AVIF")
ICON_FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "ICO")
DAMAGES = (OSError, EOFError, LookupError, OverflowError, RuntimeError, SyntaxError, TypeError)
"""What Pillow raises for damaged files, beside ValueError and errors of its own."""
PNG_SIZE = re.compile(rb"\x89PNG\r\n\x1a\n....IHDR(.{8})", re.DOTALL)
"""The width and height in a PNG."""
ARTICLES = frozenset(["the", "a", "an", "der", "die", "das", "le", "la", "les", "el", "los", "il"])
PLAIN_LETTERS = {"Ł": "L", "ł": "l", "Œ": "Oe", "œ": "oe", "Đ": "D", "đ": "d", "ı": "i", "’": "'"}
"""Replacements for letters that the font lacks; other letters lose their accents."""
MISSING_CHARACTER = "\uffff"
COLOURS = (
    ("#8a3b12", "#fbf1d3"),
    ("#1f3d36", "#f3ead2"),
    ("#27304f", "#f6e7c8"),
    ("#5a1f33", "#f8e8dc"),
    ("#2c2a26", "#ffd257"),
    ("#17485c", "#f4efe2"),
)
"""Background and text colour, with a contrast of at least 7:1."""


@lru_cache(8)
def draw_artwork(name: str) -> bytes:
    """A PNG that shows the name. The same name always gives the same image."""
    return _encode_png(_draw_name(name))


def draw_book_cover(name: str) -> bytes:
    """The artwork at half its size, which takes a quarter of the time to encode."""
    return _encode_png(_draw_name(name).reduce(2))


def _draw_name(name: str) -> Image.Image:
    picture, draw, ink, digest = _new_image(name)
    _draw_bars(draw, ink, digest[1:21], (MARGIN, SIZE - MARGIN - 140, SIZE - 2 * MARGIN))
    lines, font = _fit_text(draw, _drawable_words(name))
    height = font.size * 1.18
    top = MARGIN
    for number, line in enumerate(lines):
        draw.text((MARGIN, top + number * height), line, ink, font)
    return picture


def draw_emblem(name: str) -> bytes:
    """A small PNG with the initials, in the colours of the artwork. If the font lacks them, it has
    the waveform of the artwork."""
    picture, draw, ink, digest = _new_image(name, EMBLEM_SIZE)
    middle = EMBLEM_SIZE / 2
    if initials := _initials(_drawable_words(name)):
        draw.text((middle, middle), initials, ink, _font(EMBLEM_FONT_SIZE), anchor="mm")
    else:
        _draw_bars(draw, ink, digest[1:6], (EMBLEM_SIZE / 4, middle, middle))
    return _encode_png(picture)


def draw_thumbnail(content: bytes, size: tuple[int, int]) -> bytes:
    """A WebP of this size, with the middle of a picture. Raises ValueError for content that is not
    a picture, or one that is too small or too large."""
    from PIL import ImageOps  # noqa: PLC0415 - slow to load

    with _open_picture(content, PICTURE_FORMATS) as picture:
        if min(picture.size) < MIN_PICTURE_SIZE or _pixels(picture) > MAX_PICTURE_PIXELS:
            raise ValueError("the picture is too small or too large")
        picture.draft("RGB", (2 * size[0], 2 * size[1]))
        if _pixels(picture) > MAX_DECODED_PIXELS:
            raise ValueError("the picture is too large")
        thumbnail = ImageOps.fit(picture.convert("RGB"), size)
    out = io.BytesIO()
    thumbnail.save(out, "WEBP", quality=80)
    return out.getvalue()


def draw_icon(content: bytes, size: tuple[int, int]) -> bytes:
    """A WebP of this size with the icon of a site. Raises ValueError for content that is not an
    icon, or one that is too small or too large."""
    # Pillow decodes an ICO when it opens it, and a PNG in it may be larger than the ICO says.
    if any(max(struct.unpack(">II", found)) > MAX_ICON_SIZE for found in PNG_SIZE.findall(content)):
        raise ValueError("the icon is too large")
    with _open_picture(content, ICON_FORMATS) as picture:
        if min(picture.size) < MIN_ICON_SIZE or max(picture.size) > MAX_ICON_SIZE:
            raise ValueError("the icon is too small or too large")
        icon = _place_icon(picture.convert("RGBA"), size)
    out = io.BytesIO()
    icon.save(out, "WEBP", quality=85)
    return out.getvalue()


@contextmanager
def _open_picture(content: bytes, formats: tuple[str, ...]) -> Iterator[Image.Image]:
    """The picture; only its header is decoded. Raises ValueError, even if only the block cannot
    decode the rest."""
    from PIL import Image  # noqa: PLC0415 - slow to load

    try:
        with Image.open(io.BytesIO(content), formats=formats) as picture:
            yield picture
    except (*DAMAGES, Image.DecompressionBombError, struct.error) as error:
        raise ValueError(str(error)) from error


def _pixels(picture: Image.Image) -> int:
    return picture.width * picture.height


def _place_icon(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The icon in the middle of its own ground, or of white if it is transparent."""
    from PIL import Image, ImageOps  # noqa: PLC0415 - slow to load

    is_opaque = picture.getchannel("A").getextrema() == (255, 255)
    is_full = is_opaque and picture.width == picture.height >= ICON_SIDE / 2
    side = ICON_SIDE if is_full else min(SMALL_ICON_SIDE, 2 * min(picture.size))
    scaled = ImageOps.contain(picture, (side, side), Image.Resampling.LANCZOS)
    ground = picture.getpixel((0, 0)) if is_opaque else "#ffffff"
    canvas = Image.new("RGBA", size, ground)
    canvas.alpha_composite(scaled, ((size[0] - scaled.width) // 2, (size[1] - scaled.height) // 2))
    return canvas.convert("RGB")


def _initials(words: list[str]) -> str:
    """The first letters of at most two words, without articles; empty if there are none."""
    words = [word for word in words if word[0].isalnum()]
    named = [word for word in words if word.lower() not in ARTICLES] or words
    return "".join(word[0] for word in named[:2]).upper()


def _drawable_words(name: str) -> list[str]:
    """The words of the name that the font has letters for."""
    font = _font(EMBLEM_FONT_SIZE)
    missing = bytes(font.getmask(MISSING_CHARACTER))

    def is_drawable(letter: str) -> bool:
        return bytes(font.getmask(letter)) != missing

    name = name[:MAX_NAME_CHARS]
    letters = {each: each if is_drawable(each) else _plain_letter(each) for each in set(name)}
    words = "".join(letters[each] for each in name).split()
    return [word for word in words if all(map(is_drawable, word))]


def _plain_letter(letter: str) -> str:
    return PLAIN_LETTERS.get(letter) or unicodedata.normalize("NFKD", letter)[0]


def _new_image(name: str, size: int = SIZE) -> tuple[Image.Image, ImageDraw.ImageDraw, str, bytes]:
    """An empty image, its canvas, the text colour, and the digest of the name that chose them."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 - slow to load

    digest = hashlib.sha256(name.encode("utf-8", "replace")).digest()
    paper, ink = COLOURS[digest[0] % len(COLOURS)]
    picture = Image.new("RGB", (size, size), paper)
    return picture, ImageDraw.Draw(picture), ink, digest


def _encode_png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def _draw_bars(
    draw: ImageDraw.ImageDraw, ink: str, heights: bytes, place: tuple[float, float, float]
) -> None:
    """Draw a waveform of these heights. The place is its left end, its middle and its width."""
    left, y, width = place
    step = width / len(heights)
    for number, height in enumerate(heights):
        high = step * (0.5 + height / 68)
        x = left + number * step
        box = (x, y - high / 2, x + step * 0.45, y + high / 2)
        draw.rounded_rectangle(box, radius=step * 0.22, fill=ink)


def _fit_text(
    draw: ImageDraw.ImageDraw, words: list[str]
) -> tuple[list[str], ImageFont.FreeTypeFont]:
    """The lines of the words, and the largest font that fits."""
    for size in range(240, 60, -20):
        font = _font(size)
        lines = _wrap(draw, words, font)
        if len(lines) * size * 1.18 < SIZE - 2 * MARGIN - 420 and _lines_fit(draw, lines, font):
            break
    return lines[:MAX_LINES], font


def _font(size: int) -> ImageFont.FreeTypeFont:
    """A font that is shipped, so all machines draw the same image: that of the pages, or the
    one of Pillow where FreeType cannot read WOFF2."""
    from PIL import ImageFont  # noqa: PLC0415 - slow to load

    try:
        font = ImageFont.truetype(io.BytesIO(_font_data()), size)
        font.set_variation_by_axes([FONT_WEIGHT])
    except OSError:
        fallback = ImageFont.load_default(size)
        assert isinstance(fallback, ImageFont.FreeTypeFont)
        return fallback
    return font


@lru_cache(1)
def _font_data() -> bytes:
    return files("earshot").joinpath("web/fonts/inter-latin.woff2").read_bytes()


def _lines_fit(draw: ImageDraw.ImageDraw, lines: list[str], font: ImageFont.FreeTypeFont) -> bool:
    return all(draw.textlength(line, font) <= SIZE - 2 * MARGIN for line in lines)


def _wrap(draw: ImageDraw.ImageDraw, words: list[str], font: ImageFont.FreeTypeFont) -> list[str]:
    lines = [""]
    for word in words[:40]:
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and draw.textlength(longer, font) > SIZE - 2 * MARGIN:
            lines.append(word[:60])
        else:
            lines[-1] = longer[:60]
    return lines
