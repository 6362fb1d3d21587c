"""The player as one script: a page needs nothing else to have `<earshot-player>`."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files

from earshot.player.minify import minify

PARTS = (
    *("clock.js", "browser.js", "buffer.js", "feed.js", "hearing.js"),
    *("player/build.js", "player/labels.js", "player/letters.js", "player/story.js"),
    *("player/places.js", "player/lighting.js", "player/menu.js", "player/controls.js"),
    *("player/transcript.js", "player/playlist.js", "player/sleeping.js", "player/breaks.js"),
    *("player/mending.js", "player/mini.js", "player/moments.js", "player/keymap.js"),
    *("player/access.js", "player/counting.js", "player/finding.js", "player/showing.js"),
    *("player/feeding.js", "player/connecting.js", "player/sounding.js"),
    *("player/element.js", "player/frame.js", "player/start.js"),
)
"""Plain scripts that share one scope, in this order."""

LICENCE = "/* Earshot's player. Apache-2.0. */"
_STYLE_SPACE = re.compile(r"\s*([{};,])\s*|(:)\s+")


@cache
def player_script() -> str:
    """Every part and the style in one classic script, squeezed.

    It leaves no name behind but the element's, and needs no leave of a page's policy but its own
    address: it writes no markup, no inline style, and evaluates nothing.
    """
    web = files("earshot").joinpath("web")
    style = _STYLE_SPACE.sub(r"\1\2", web.joinpath("player/player.css").read_text("utf-8"))
    code = "\n".join(web.joinpath(part).read_text("utf-8") for part in PARTS)
    body = f"const STYLE_TEXT={json.dumps(style.replace(';}', '}'))};\n{minify(code)}"
    return f'{LICENCE}\n(()=>{{"use strict";if(!globalThis.customElements)return;\n{body}}})();\n'
