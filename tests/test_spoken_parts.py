"""Which parts of a story a server reads, and the cookies that it sends."""

from __future__ import annotations

import base64
from pathlib import Path

from file_samples import CAPTION as FILE_CAPTION
from file_samples import FILES
from sample_pages import build_page
from serving import ServerProcess, running_server

from earshot.server.storage.data_dir import COOKIE_FILE, DataDir

CAPTION = "The ferry at the pier of Dunmere in the first light of Monday."
FIGURE = f"<figure><img src=/pier.jpg alt=''><figcaption>{CAPTION}</figcaption></figure>"
ROWS = "".join(f"<tr><td>Pier {n}</td><td>{n} boats</td></tr>" for n in range(1, 30))
TABLE = f"<table>{ROWS}</table>"
BYLINE = '<meta name="author" content="Ines Calloway">'


def spoken_text(server: ServerProcess, page: str) -> str:
    story = server.create_story(html=page)["id"]
    server.wait_until(lambda: server.get_story(story)["revision"])
    return server.client.get(f"/v1/stories/{story}/transcript.txt").text


def test_a_setting_chooses_the_parts_that_a_server_reads(tmp_path: Path) -> None:
    page = build_page(FIGURE + TABLE, head=BYLINE)
    parts = "captions,voice_notice,tables,long_tables"
    with running_server(tmp_path, spoken_parts=parts) as server:
        text = spoken_text(server, page)
        typed = {"what": "The harbour [sic] is open. " * 3, "own_parts": "yes"}
        chosen = [add_typed(server, typed), add_typed(server, {**typed, "part-brackets": "yes"})]
        refused = server.client.post("/add", data={**typed, "pauses": "breath=1"})
    assert CAPTION in text
    assert "Pier 29: 29 boats." in text
    assert "Read by a synthetic voice." in text
    assert "Calloway" not in text
    assert ["sic" in each for each in chosen] == [False, True]
    assert refused.status_code == 422
    assert "The harbour [sic] is open." in refused.text


def add_typed(server: ServerProcess, form: dict[str, str]) -> str:
    """The spoken form of the first sentence of a text that the form of the library submits."""
    answer = server.client.post("/add", data={**form, "then": "play"})
    assert answer.status_code == 303
    story = answer.headers["location"].split("/")[2].partition("?")[0]
    server.wait_until(lambda: server.get_story(story)["revision"])
    block = server.client.get(f"/v1/stories/{story}/script").json()["blocks"][0]
    return str(block["sentences"][0]["spoken"])


def test_only_the_owner_may_read_the_cookies_of_the_host(tmp_path: Path) -> None:
    data_dir = DataDir(tmp_path)
    assert data_dir.read_cookie_file() == ""
    cookies = tmp_path / COOKIE_FILE
    cookies.write_text("members.example\tFALSE\t/\tTRUE\t0\tsession\tsecret\n", "utf-8")
    cookies.chmod(0o644)
    assert "members.example" in data_dir.read_cookie_file()
    assert cookies.stat().st_mode & 0o777 == 0o600


def test_a_broken_cookie_file_is_named_without_its_path(tmp_path: Path) -> None:
    (tmp_path / COOKIE_FILE).write_text("session=secret", "utf-8")
    with running_server(tmp_path) as server:
        story = server.create_story(url="https://members.invalid/story")["id"]
        server.wait_until(lambda: server.get_story(story)["status"] == "failed")
        error = str(server.get_story(story)["error"])
    assert COOKIE_FILE in error
    assert str(tmp_path) not in error
    assert "secret" not in error


def test_chosen_parts_hold_for_files_of_every_kind(tmp_path: Path) -> None:
    with running_server(tmp_path) as server:
        for name, content in FILES.items():
            for parts, is_read in (("captions", True), ("byline", False)):
                form = {"own_parts": "yes", f"part-{parts}": "yes", "then": "play"}
                answer = server.client.post("/add", data=form, files={"file": (name, content)})
                assert answer.status_code == 303, (name, answer.text)
                sent = read_transcript(server, answer.headers["location"].split("/")[2][:-5])
                assert (FILE_CAPTION in sent) is is_read, (name, parts)


def test_a_file_is_sent_with_its_parts_through_the_api(tmp_path: Path) -> None:
    with running_server(tmp_path) as server:
        file = base64.b64encode(FILES["story.docx"]).decode()
        stories = [
            server.create_story(file=file, spoken_parts=parts) for parts in ([], ["captions"])
        ]
        texts = [read_transcript(server, story["id"]) for story in stories]
        unknown = base64.b64encode(b"\x00\x01").decode()
        refused = server.client.post("/v1/stories", json={"file": unknown})
    assert [FILE_CAPTION in text for text in texts] == [False, True]
    assert refused.status_code == 422
    assert refused.json()["code"] == "unsupported_file"


def read_transcript(server: ServerProcess, story: str) -> str:
    server.wait_until(lambda: server.get_story(story)["revision"])
    return server.client.get(f"/v1/stories/{story}/transcript.txt").text
