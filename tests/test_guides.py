"""The commands and requests of the how-to guides, as they are written there."""

from __future__ import annotations

import gzip
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from accounts import OWNER_HASH, create_key, logged_in
from command_line import run_earshot
from markdown_it import MarkdownIt
from newsroom import feed_server, rss_feed, rss_item
from PIL import Image
from serving import SENTENCES, ServerProcess, running_server, story_markdown

GUIDES = Path(__file__).parents[1] / "docs/how-to"
ADDRESS = "https://listen.example.org"
PAGE = (
    "<!doctype html><html lang=en><title>{0}</title><article><h1>{0}</h1>"
    "<p>Dr. Oyelaran came back to the island on Monday.</p></article>"
)
RICH_TEXT_PAGE = """<!DOCTYPE html PUBLIC "-//W3C//DTD HTML 4.01//EN">
<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8">
<title>The ferry returns</title><meta name="Generator" content="Cocoa HTML Writer">
<style type="text/css">p.p1 {margin: 0.0px 0.0px 16.0px 0.0px; font: 16.0px Times}</style></head>
<body><h1 style="margin: 0.0px 0.0px 21.4px 0.0px"><b>The ferry returns</b></h1>
<p class="p1"><span class="s1">The ferry came back on Monday, and nobody had waited.</span></p>
<p class="p1"><span class="s1">“We mended the bell,” said the captain, who was glad.</span></p>
<p class="p1"><span class="s1">The children ride for nothing until May.</span></p></body></html>
"""
"""What iOS makes of a page: the text in elements with generated classes."""
OPML = '<opml version="2.0"><body><outline xmlUrl="http://courier.example/feed"/></body></opml>'


@dataclass(frozen=True)
class Library:
    """A server with a story, and a folder for the files of the guides."""

    server: ServerProcess
    story: dict[str, Any]
    key: str
    folder: Path

    def run(self, command: str) -> str:
        """The output of a command, with this server, its story and key for those of the guide."""
        text = command.replace(ADDRESS, self.server.base_url)
        text = text.replace("https://courier.example", "http://courier.example")
        text = text.replace("/stories/ID/", f"/stories/{self.story['id']}/")
        return run_shell(text, self.folder, KEY=self.key, HOST="news.example")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("guides")
    (folder / "feeds.opml").write_text(OPML)
    (folder / "sentence.txt").write_text(SENTENCES[0])
    run_earshot("narrate", "sentence.txt", "-o", "sentence.mp3", "--no-intro", cwd=folder)
    with pytest.MonkeyPatch.context() as patch, feed_server() as site:
        site.put("/", rss_feed(rss_item("ferry")))
        site.put("/feed", rss_feed(rss_item("bridge")))
        patch.setenv("EARSHOT_TEST_SITE", str(site.server_address[1]))
        with (
            running_server(folder / "library", password=OWNER_HASH) as server,
            logged_in(server) as owner,
        ):
            key = create_key(owner, "admin")["Authorization"].removeprefix("Bearer ")
            server.client.headers["Authorization"] = f"Bearer {key}"
            story = server.create_finished_story(markdown=story_markdown())
            yield Library(server, story, key, folder)


def list_commands(guide: str) -> list[str]:
    """The blocks of a guide that are commands."""
    tokens = MarkdownIt().parse((GUIDES / guide).read_text("utf-8"))
    blocks = [each.content for each in tokens if each.type == "code_block" or each.info == "sh"]
    return [each for each in blocks if re.search(r"\b(curl|earshot) ", each)]


SEARCH_PATH = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
"""With the command `earshot` of this environment."""


def run_shell(command: str, folder: Path, stdin: str = "", **environment: str) -> str:
    for program in ("curl", "jq"):
        if f"{program} " in command and not shutil.which(program):
            pytest.skip(f"left out: there is no {program} on this machine")
    (folder / ".curlrc").write_text("silent\nshow-error\nfail-with-body\n")
    done = subprocess.run(
        ["bash", "-eu", "-o", "pipefail", "-c", command],
        cwd=folder,
        env=os.environ | {"CURL_HOME": str(folder), "PATH": SEARCH_PATH} | environment,
        input=stdin,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def run_line(line: str, folder: Path) -> str:
    """The output of a line of a guide. Its filter runs in a shell, `earshot` in this process."""
    command, _, shell_filter = line.partition(" | ")
    words = [
        str(path)
        for word in shlex.split(command)[1:]
        for path in (sorted(folder.glob(word)) if "*" in word else [word])
    ]
    done = run_earshot(*words, cwd=folder)
    assert "Traceback" not in done.stderr
    return run_shell(shell_filter, folder, done.stdout) if shell_filter else done.stdout


def read_rows(guide: str, first: str) -> dict[str, str]:
    """The rows of a table of two columns, from `first` on."""
    rows = re.findall(r"^\| (.+?) \| (.+?) \|$", (GUIDES / guide).read_text("utf-8"), re.M)
    names = [name for name, _ in rows]
    return dict(rows[names.index(first) :])


@pytest.mark.parametrize("has_page", [True, False])
def test_the_request_of_the_shortcut_adds_the_page_to_the_library(
    library: Library, has_page: bool
) -> None:
    request = read_rows("send-from-a-phone.md", "URL")
    inputs = {
        "*Shortcut Input*": f"http://courier.example/{has_page}",
        "*HTML from Rich Text*": RICH_TEXT_PAGE,
    }
    fields = [each for each in request if each.startswith("Text field ")]
    body = {each.split("`")[1]: inputs[request[each]] for each in fields}
    assert body.keys() == {"url", "html"}
    if not has_page:
        del body["html"]
    authorization = request["Header `Authorization`"].strip("`").replace("earshot-…", library.key)
    answer = library.server.client.request(
        request["Method"].strip("`"),
        request["URL"].strip("`").replace(ADDRESS, library.server.base_url),
        headers={"Authorization": authorization},
        json=body,
    )
    created = answer.json()
    assert (answer.status_code, created["url"]) == (201, body["url"])
    assert library.server.client.get(created["links"]["self"]).status_code == 200
    assert library.server.client.get(f"/s/{created['id']}?play").status_code == 200
    if has_page:
        finished = library.server.wait_until_finished(created["id"])
        assert (finished["status"], finished["title"]) == ("succeeded", "The ferry returns")


def test_a_refused_request_of_the_shortcut_has_no_link_and_says_what_is_wrong(
    library: Library,
) -> None:
    answer = library.server.client.post(
        "/v1/stories", headers={"Authorization": "Bearer earshot-wrong"}, json={"url": "none"}
    )
    assert "links" not in answer.json()
    assert "key" in answer.json()["detail"]


@pytest.mark.parametrize(
    "guide, count",
    [
        ("send-from-a-phone.md", 1),
        ("connect-a-cms.md", 1),
        ("check-a-recording.md", 1),
        ("configure-a-site.md", 2),
        ("correct-a-story.md", 3),
        ("receive-webhooks.md", 1),
        ("subscribe-to-a-site.md", 2),
    ],
)
def test_the_requests_of_a_guide_succeed(library: Library, guide: str, count: int) -> None:
    commands = [each for each in list_commands(guide) if "curl " in each]
    assert len(commands) == count
    for command in commands:
        library.run(command)


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """The files that the guides narrate."""
    (tmp_path / "pages").mkdir()
    for name in ("story", "ferry", "bridge", "council", "pages/one", "pages/two"):
        title = f"The {Path(name).name} opens"
        (tmp_path / f"{name}.html").write_text(PAGE.format(title))
    with gzip.open(tmp_path / "pages/three.html.gz", "wt") as page:
        page.write("<p>")
    Image.new("RGB", (300, 300), "teal").save(tmp_path / "cover.jpg")
    (tmp_path / "list.txt").write_text("# of this week\nstory.html\nnot-there.html\n")
    return tmp_path


def test_many_files_are_narrated_as_the_guide_says(articles: Path) -> None:
    commands = list_commands("process-many-files.md")
    narrate_all, narrate_list, list_recordings, list_errors = map(str.strip, commands)
    run_line(narrate_all, articles)
    assert {each.name for each in articles.glob("out/*.mp3")} == {
        "the-one-opens.mp3",
        "the-two-opens.mp3",
    }
    run_line(narrate_list, articles)
    assert len(list(articles.glob("out/**/*.opus"))) == 1
    assert (articles / "done.txt").read_text().split() == ["story.html"]
    assert run_line(narrate_list, articles) == "", "it continues where it stopped"
    assert run_line(list_recordings, articles) == "story.html\tout/the-story-opens.mp3\n"
    assert run_line(list_errors, articles).startswith("three\t")


def test_a_finding_is_shown_and_its_sentence_recorded_as_the_guide_says(articles: Path) -> None:
    [commands] = list_commands("proofread-an-article.md")
    findings, preview = (run_line(each, articles) for each in commands.splitlines())
    assert '"Oyelaran" = {' in findings
    assert (articles / preview.split()[-1]).is_file(), preview


@pytest.mark.parametrize(
    "guide, created",
    [
        ("fix-a-pronunciation.md", "house.toml"),
        ("write-an-e-book.md", "morning.epub"),
    ],
)
def test_the_commands_of_a_guide_write_their_files(
    articles: Path, guide: str, created: str
) -> None:
    for command in list_commands(guide):
        run = run_line if command.startswith("earshot") else run_shell
        run(command, articles)
    assert list(articles.glob(created))


def test_audiobookshelf_and_jellyfin_get_folders_as_the_guide_says(articles: Path) -> None:
    for command in list_commands("listen-in-other-apps.md"):
        run_line(command.replace("/srv/", "srv/").strip(), articles)
    [book] = (articles / "srv/audiobookshelf").rglob("*.m4b")
    assert book.parent.name == book.stem, "each article has a folder of its own"
    [captions] = (articles / "srv/jellyfin").rglob("*.srt")
    assert captions.with_suffix(".mp3").is_file()


def test_the_library_is_exported_and_backed_up_as_the_guides_say(
    library: Library, tmp_path: Path
) -> None:
    [export, *_] = list_commands("export-a-static-site.md")
    [backup, *_] = list_commands("back-up-a-library.md")
    for command in (export, backup):
        text = command.replace("/srv/earshot", str(library.server.data_dir))
        text = text.replace("/var/www", str(tmp_path)).replace("/backups", str(tmp_path))
        run_shell(text, tmp_path)
    index = json.loads((tmp_path / "listen/index.json").read_text())
    assert library.story["id"] in json.dumps(index)
    assert len(list(tmp_path.glob("earshot-*.tar"))) == 1
