"""The description of the package on its page."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from scripts.build_release import (
    NARRATORS,
    add_narrators_address,
    add_project_urls,
    make_links_absolute,
)

ROOT = Path(__file__).resolve().parents[1]
URL, TAG = "https://code.example/earshot", "v1"


def test_links_and_pictures_of_the_package_page_are_absolute() -> None:
    readme = make_links_absolute((ROOT / "README.md").read_text("utf-8"), URL, TAG)
    targets = re.findall(r"\]\(([^)]+)\)", readme)
    assert all(each.startswith((f"{URL}/", "#", "https://")) for each in targets)
    pictures = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", readme)
    assert pictures
    assert all(each.startswith(f"{URL}/raw/{TAG}/docs/") for each in pictures)
    assert f"]({URL}/blob/{TAG}/docs/licences.md)" in readme


def test_the_project_has_urls_and_every_version_of_python() -> None:
    sources = (ROOT / "pyproject.toml").read_text("utf-8")
    project = tomllib.loads(add_project_urls(sources, URL, TAG))["project"]
    assert project["urls"]["Source"] == URL
    versions = [f"Programming Language :: Python :: 3.{minor}" for minor in (11, 12, 13, 14)]
    assert set(versions) <= set(project["classifiers"])


def test_a_release_knows_the_address_of_each_narrator() -> None:
    catalogue = (ROOT / "src/earshot/voices/voices.toml").read_text("utf-8")
    house = tomllib.loads(add_narrators_address(catalogue, URL, TAG))["house"]
    assert house["from"] == f"{URL}/raw/{TAG}/voices/src/earshot_voices"
    files = {each.stem for each in (ROOT / NARRATORS).glob("*.onnx")}
    assert files == set(house["voices"])
