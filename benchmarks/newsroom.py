"""The newsroom's times: `python -m benchmarks.newsroom [fix] [elsewhere] [desk]`, 3 minutes.

fix: a one-word fix of a published story of 1,000 words with the embedded voice, from saving until
the corrected version plays in the player. elsewhere: the stories that an entry of the lexicon would
change, among 100,000. desk: from the request of the editor page of a story of 5,000 words until a
sentence can be chosen.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from benchmarks.library import COMMON_WORDS, RARE_WORDS, STORY_COUNT, create_library
from benchmarks.player import launch_browser, print_times
from benchmarks.serving import CLIENT, run_server, send_story, start_server
from benchmarks.story import make_story
from earshot.server.storage.data_dir import DataDir

BENCHMARKS = ("fix", "elsewhere", "desk")
FIX_WORDS, DESK_WORDS, ROUNDS, LISTED = 1_000, 5_000, 5, 20
WAIT_FOR_SOUND = """() => new Promise(done => { const look = () =>
  document.getElementById('audio')?.currentTime > 0 ? done() : requestAnimationFrame(look);
  look(); })"""


def main() -> None:
    selected = sys.argv[1:] or BENCHMARKS
    with launch_browser() as browser:
        if {"fix", "desk"} & set(selected):
            with run_server() as (base, _):
                if "fix" in selected:
                    measure_fix(browser, base)
                if "desk" in selected:
                    measure_desk(browser, base)
    if "elsewhere" in selected:
        with tempfile.TemporaryDirectory() as folder:
            measure_elsewhere(Path(folder))


def measure_fix(browser: Browser, base: str) -> None:
    """Each round respells another name, so each is a new version."""
    story = _record_story(base, FIX_WORDS, "Oyelaran")
    recorded, audible = [], []
    page = browser.new_page()
    page.goto(f"{base}/s/{story}")
    for number in range(ROUNDS):
        started = time.perf_counter()
        _save_pronunciation(base, story, number)
        _wait_until_recorded(base, story, number + 2)
        recorded.append(1000 * (time.perf_counter() - started))
        page.goto(f"{base}/s/{story}?play")
        page.evaluate(WAIT_FOR_SOUND)
        audible.append(1000 * (time.perf_counter() - started))
    page.close()
    print_times("fix: until recorded", recorded)
    print_times("fix: until audible", audible)


def _record_story(base: str, words: int, name: str) -> str:
    """The id of a finished story with the name in one sentence."""
    text = "\n\n".join(("Mr. Oyelaran spoke first.", *_paragraphs(words)))
    created = CLIENT.post(f"{base}/v1/stories", json={"text": text, "title": name}).json()
    _wait_until_recorded(base, created["id"], 1)
    return str(created["id"])


def _paragraphs(words: int) -> list[str]:
    return [block.text for block in make_story(words).blocks]


def _wait_until_recorded(base: str, story: str, revision: int) -> None:
    address = f"{base}/v1/stories/{story}"
    while CLIENT.get(address, params={"segments": False}).json()["ready_revision"] < revision:
        time.sleep(0.01)


def _save_pronunciation(base: str, story: str, number: int) -> None:
    value = f"oh yella {'ran rin ron run ren'.split()[number]}"
    entry = {"written": "Oyelaran", "kind": "say", "value": value}
    headers = {"If-Match": f'"{number}"'}
    edits = {"pronunciations": [entry]}
    answer = CLIENT.put(f"{base}/v1/stories/{story}/edits", json=edits, headers=headers)
    answer.raise_for_status()


def measure_desk(browser: Browser, base: str) -> None:
    story = send_story(base, DESK_WORDS, "Oyelaran")
    print_times(
        "desk of 5,000 words", [_open_desk(browser.new_page(), base, story) for _ in range(ROUNDS)]
    )


def _open_desk(page: Page, base: str, story: str) -> float:
    """Milliseconds until a sentence was chosen and its form is open."""
    started = time.perf_counter()
    page.goto(f"{base}/s/{story}/edit", wait_until="commit")
    page.locator("button.sentence").first.click()
    page.locator("#edit").wait_for()
    taken = 1000 * (time.perf_counter() - started)
    page.close()
    return taken


def measure_elsewhere(folder: Path) -> None:
    """A word that every story has, and one that a few have. All stories have the same script."""
    data_dir = folder / "library"
    create_library(data_dir, STORY_COUNT)
    words = COMMON_WORDS[0], RARE_WORDS[4_000]
    with start_server(data_dir) as (base, _):
        real = send_story(base, 300, " and ".join(words))
        for word in words:
            _link_scripts(data_dir, real, word)
            times, total = [], 0
            for _ in range(ROUNDS):
                started = time.perf_counter()
                total = _find_changes(base, word)["total"]
                times.append(1000 * (time.perf_counter() - started))
            print_times(f"where else: {total:,} stories", times)


def _link_scripts(data_dir: Path, real: str, word: str) -> None:
    """Give the stories that are listed the script of the real one."""
    home = DataDir(data_dir)
    with closing(sqlite3.connect(home.database_path)) as database:
        sql = (
            "SELECT id FROM stories JOIN story_search ON story_search.rowid = number"
            " WHERE story_search MATCH ? ORDER BY number DESC LIMIT ?"
        )
        for (story,) in database.execute(sql, (word, LISTED)).fetchall():
            if not home.story_dir(story).exists():
                home.story_dir(story).symlink_to(home.story_dir(real))


def _find_changes(base: str, word: str) -> dict[str, Any]:
    body = {"entry": {"written": word, "kind": "say", "value": "key yon"}}
    answer = CLIENT.post(f"{base}/v1/lexicon/changes", json=body)
    answer.raise_for_status()
    found: dict[str, Any] = answer.json()
    assert found["stories"][0]["sentences"], "the entry changes the stories"
    return found


if __name__ == "__main__":
    main()
