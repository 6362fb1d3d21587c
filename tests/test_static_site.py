"""The static site that a server keeps up to date."""

from __future__ import annotations

from pathlib import Path

import pytest
from serving import SHORT_DELAYS_COMMAND, ServerProcess, story_fields

from earshot.errors import InvalidOption
from earshot.server.settings import Settings
from earshot.server.settings_validation import validate_settings


def page_ids(site: Path) -> set[str]:
    """The stories on the site, once its index is written."""
    if not (site / "index.json").is_file():
        return set()
    return {path.stem for path in site.glob("s/[!.]*.html")}


def test_a_server_writes_the_site_after_each_change_and_continues_after_a_kill(
    tmp_path: Path,
) -> None:
    site = tmp_path / "site"
    server = ServerProcess(
        tmp_path / "library",
        command=SHORT_DELAYS_COMMAND,
        export_to=str(site),
        export_url="https://listen.example",
        export_formats="opus,m4a",
    )
    server.start()
    try:
        server.client.post("/feeds", data={"content": "library", "public": "yes"})
        stories = {server.create_finished_story(**story_fields(each))["id"] for each in range(2)}
        server.wait_until(lambda: any(site.glob("media/*/*")))
        server.kill()
        cut_off = {path.name for path in site.rglob(".*")}
        server.start()
        server.wait_until(lambda: page_ids(site) == stories)
        server.wait_until(lambda: all(each in _feed(site) for each in stories))
        [gone, *_] = stories
        retraction = {"stage": "retracted", "note": "It was wrong."}
        assert server.client.put(f"/v1/stories/{gone}/stage", json=retraction).is_success
        server.wait_until(lambda: not any(site.glob(f"media/{gone}/*")))
        server.wait_until(lambda: gone not in (site / "export.json").read_text("utf-8"))
    finally:
        assert server.stop() == 0
    assert page_ids(site) == stories - {gone}
    for story in stories - {gone}:
        lengths = {path.suffix: path.stat().st_size for path in site.glob(f"media/{story}/1.*")}
        assert {".mp3", ".m4a", ".opus", ".epub"} <= lengths.keys()
        assert min(lengths.values()) > 0
    assert {path.name for path in site.rglob(".*")} <= cut_off, "nothing else is half written"


def _feed(site: Path) -> str:
    return "".join(path.read_text("utf-8") for path in site.glob("feeds/[!.]*.xml"))


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("export_formats", ("wav",)),
        ("export_url", "listen.example"),
        ("export_to", "ftp://listen.example"),
    ],
)
def test_a_wrong_setting_of_the_site_is_found_at_the_start(setting: str, value: object) -> None:
    with pytest.raises(InvalidOption, match=r"export_|store"):
        validate_settings(Settings(**{setting: value}))  # type: ignore[arg-type]
