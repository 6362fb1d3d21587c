"""The icons of sites: which are found, and what is drawn from them."""

from __future__ import annotations

from io import BytesIO

import pytest
from newsroom import feed_server, loopback_fetcher
from PIL import Image

from earshot.ingest.site_icons import list_icons
from earshot.publish.artwork import ICON_SIZES, draw_artwork, draw_emblem, draw_icon

PAGE = """<html><head>
<link rel="icon" href="/small.png" sizes="16x16">
<link rel="icon" href="/drawn.svg" type="image/svg+xml">
<link rel="icon" href="/large.png" sizes="512x512">
<link rel="apple-touch-icon" href="touch.png">
<link rel="stylesheet" href="/style.css"><link rel="icon" href="data:image/png;base64,AA">
<link rel="shortcut icon" href="http://10.0.0.1/router.png" sizes="192x192">
</head><body><p>News</p></body></html>"""


def encode(size: tuple[int, int], color: str = "#aa2200", kind: str = "PNG") -> bytes:
    out = BytesIO()
    Image.new("RGBA", size, color).save(out, kind)
    return out.getvalue()


def decode(content: bytes) -> Image.Image:
    picture = Image.open(BytesIO(content))
    picture.load()
    return picture


def ico_with_a_huge_png() -> bytes:
    png = encode((3_000, 3_000))
    header = b"\0\0\1\0\1\0" + b"\x20\x20\0\0\1\0\x20\0" + len(png).to_bytes(4, "little")
    return header + (22).to_bytes(4, "little") + png


BAD_ICONS = {
    "a page": b"<html><script>alert(1)</script></html>",
    "an SVG with a script": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script>",
    "too small": encode((16, 16)),
    "huge": encode((3_000, 3_000)),
    "an ICO with a huge PNG": ico_with_a_huge_png(),
    "cut off": encode((128, 128))[:90],
    "empty": b"",
    "a TIFF": b"II*\0" + bytes(400),
}


@pytest.mark.parametrize("content", BAD_ICONS.values(), ids=BAD_ICONS)
def test_a_bad_icon_is_not_drawn(content: bytes) -> None:
    with pytest.raises(ValueError):
        draw_icon(content, ICON_SIZES["square"])


def test_an_opaque_icon_fills_the_square_and_gives_the_wide_one_its_color() -> None:
    square, wide = (decode(draw_icon(encode((180, 180)), size)) for size in ICON_SIZES.values())
    assert (square.size, wide.size) == ((128, 128), (320, 180))
    for picture, corner in ((square, (2, 2)), (wide, (2, 2)), (wide, (160, 90))):
        red, green, _ = picture.getpixel(corner)  # type: ignore[misc]
        assert red > 150
        assert green < 60


@pytest.mark.parametrize(("kind", "color"), [("PNG", "#00000000"), ("ICO", "#00000000")])
def test_a_transparent_icon_is_on_white(kind: str, color: str) -> None:
    picture = decode(draw_icon(encode((48, 48), color, kind), ICON_SIZES["square"]))
    assert min(picture.getpixel((64, 64))) > 250  # type: ignore[arg-type]


def test_icons_in_pixels_of_public_hosts_are_found_the_best_first() -> None:
    with feed_server() as site:
        site.put("/", PAGE, Content_Type="text/html")
        found = list_icons("http://courier.example", loopback_fetcher(site))
        site.put("/", "", status=500)
        found_without_page = list_icons("http://courier.example", loopback_fetcher(site))
    at = "http://courier.example"
    common = [f"{at}/apple-touch-icon.png", f"{at}/favicon.ico"]
    assert found == [f"{at}/touch.png", "http://10.0.0.1/router.png", f"{at}/large.png", *common]
    assert found_without_page == common


@pytest.mark.parametrize(
    ("name", "has_text"), [("Łódź", True), ("日本", False), ("日本 News", True)]
)
def test_letters_that_the_font_lacks_are_drawn_plain_or_left_out(name: str, has_text: bool) -> None:
    artwork = decode(draw_artwork(name))
    text = artwork.crop((0, 0, artwork.width, artwork.height // 2))
    assert (len(text.getcolors() or []) > 1) == has_text
    emblem = decode(draw_emblem(name))
    assert len(emblem.getcolors() or []) > 1
