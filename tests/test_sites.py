"""Settings of a site, and the stories that are prepared with them."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from loopback import serve_in_thread
from receiving import LOOPBACK
from serving import ServerProcess, running_server

from earshot.model import Article, Block
from earshot.script.sections import find_section_blocks

PAGE = """<html lang=en><body><article><h1>Ferry returns</h1>
<p>The boat came back to the lake on Monday, and nobody had waited for it in the rain.</p>
<p class="promo">Subscribe to our newsletter today and get a free umbrella for the next storm.</p>
<p>The children ride for nothing until the first of May, said the captain of the Kestrel.</p>
<h2>Background</h2>
<p>The old ferry was sold to a museum in the hills, where it is painted blue every spring.</p>
<h2>Prices</h2>
<p>A ticket for an adult costs four dollars, which is more than it was in the year before.</p>
</article></body></html>"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    folder = tmp_path_factory.mktemp("library")
    with running_server(folder, allowed_private_hosts=LOOPBACK) as running:
        yield running


def save_site(server: ServerProcess, host: str, **settings: Any) -> None:
    answer = server.client.put(f"/v1/sites/{host}", json=settings)
    assert answer.status_code in (200, 201), answer.text


def tell(server: ServerProcess, url: str, **fields: Any) -> dict[str, Any]:
    return server.create_finished_story(url=url, html=PAGE, **fields)


def spoken_text(story: dict[str, Any]) -> str:
    return " ".join(segment["text"] for segment in story["segments"])


def test_a_site_says_what_of_its_pages_is_read(server: ServerProcess) -> None:
    plain = spoken_text(tell(server, "https://plain.example/a"))
    assert "museum" in plain
    save_site(server, "news.example", exclude=[".promo"], skipped_sections=["backGROUND"])
    text = spoken_text(tell(server, "https://www.news.example/a"))
    for word, is_read in (("umbrella", False), ("museum", False), ("ticket", True)):
        assert (word in text) == is_read, word
    assert "museum" in spoken_text(tell(server, "https://othernews.example/a"))


def test_a_site_sets_pauses_voice_and_pronunciations(server: ServerProcess) -> None:
    before = tell(server, "https://slow.example/a")
    entry = {"written": "Kestrel", "kind": "say", "value": "Kess trull"}
    voice = "silent:writer"
    save_site(server, "slow.example", pauses={"paragraph": 3_000}, pronunciations=[entry])
    again = server.client.post(f"/v1/stories/{before['id']}/retry")
    assert again.status_code == 202
    after = server.wait_until_finished(before["id"])
    assert after["revision"] == 2
    assert after["duration"] > before["duration"] + 2_000
    script = server.client.get(f"/v1/stories/{before['id']}/script").text
    assert "trull" in script
    save_site(server, "slow.example", voice=before["voice"])
    assert tell(server, "https://slow.example/b")["voice"] == before["voice"]
    answer = server.client.put("/v1/sites/slow.example", json={"voice": voice})
    assert answer.status_code == 422
    assert answer.json()["field"] == "voice"


def test_a_request_chooses_before_its_site(server: ServerProcess) -> None:
    save_site(server, "own.example", pauses={"paragraph": 3_000}, exclude=[".promo"])
    slow = tell(server, "https://own.example/a")
    assert "umbrella" not in spoken_text(slow)
    request = {"pauses": {"paragraph": 100}, "spoken_parts": ["byline"]}
    fast = tell(server, "https://own.example/a", **request)
    assert (fast["id"], fast["revision"]) == (slow["id"], 2)
    assert fast["duration"] < slow["duration"] - 2_000
    assert tell(server, "https://own.example/a", **request)["revision"] == 2
    body = {"url": "https://own.example/a", "html": PAGE, "spoken_parts": ["footers"]}
    assert server.client.post("/v1/stories", json=body).status_code == 422


@pytest.mark.parametrize(
    ("settings", "detail"),
    [
        ({"exclude": ["p["]}, "exclude: p[ is not a CSS selector"),
        ({"pauses": {"paragraph": -1}}, "pauses"),
        ({"pauses": {"breath": 1}}, "breath"),
        ({"voice": "nobody:none"}, "voice: "),
        ({"pronunciations": [{"written": "x", "kind": "ipa", "value": "§"}]}, "pronunciations[0]"),
    ],
)
def test_invalid_settings_are_rejected_with_their_field(
    server: ServerProcess, settings: dict[str, Any], detail: str
) -> None:
    answer = server.client.put("/v1/sites/bad.example", json=settings)
    assert answer.status_code == 422
    assert detail in answer.json()["detail"]
    assert server.client.get("/v1/sites/bad.example").status_code == 404


def test_the_most_specific_site_wins_and_a_deleted_one_counts_no_more(
    server: ServerProcess,
) -> None:
    save_site(server, "deep.example", skipped_sections=["Prices"])
    save_site(server, "blog.deep.example", skipped_sections=["Background"])
    assert "ticket" in spoken_text(tell(server, "https://blog.deep.example/a"))
    assert "ticket" not in spoken_text(tell(server, "https://deep.example/a"))
    assert server.client.delete("/v1/sites/deep.example").status_code == 204
    assert server.client.delete("/v1/sites/deep.example").status_code == 404
    assert "ticket" in spoken_text(tell(server, "https://deep.example/b"))


def test_the_page_saves_the_settings_and_keeps_the_pronunciations(server: ServerProcess) -> None:
    entry = {"written": "Kestrel", "kind": "spell"}
    save_site(server, "form.example", pronunciations=[entry])
    form = {"host": "Form.example", "exclude": ".promo\n#poll", "pauses": "paragraph = 900"}
    form |= {"own_parts": "yes", "part-captions": "yes"}
    assert server.client.post("/sites", data=form).status_code == 303
    saved = server.client.get("/v1/sites/form.example").json()
    assert saved["exclude"] == [".promo", "#poll"]
    assert (saved["pauses"], saved["spoken_parts"]) == ({"paragraph": 900}, ["captions"])
    assert saved["pronunciations"][0]["written"] == "Kestrel"
    page = server.client.get("/sites?host=form.example").text
    assert "paragraph=900" in page
    for field, value in (("pauses", "breath=1"), ("exclude", "p["), ("host", "a/b")):
        answer = server.client.post("/sites", data=form | {field: value})
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text
    deletion = {"host": "form.example", "action": "delete"}
    assert server.client.post("/sites", data=deletion).status_code == 303
    assert server.client.get("/v1/sites/form.example").status_code == 404


def test_the_second_of_two_publishers_cannot_overwrite_the_settings_of_the_first(
    server: ServerProcess,
) -> None:
    client, address = server.client, "/v1/sites/two.example"
    save_site(server, "two.example", exclude=[".promo"])
    seen = {"If-Match": client.get(address).headers["etag"]}
    first = client.put(address, json={"exclude": [".first"]}, headers=seen)
    assert first.status_code == 200
    assert client.put(address, json={"exclude": [".second"]}, headers=seen).status_code == 412
    assert client.delete(address, headers=seen).status_code == 412
    assert client.get(address).json()["exclude"] == [".first"]
    newest = {"If-Match": first.headers["etag"]}
    assert client.put(address, json={}, headers=newest).status_code == 200
    assert client.delete(address, headers={"If-Match": "*"}).status_code == 204
    assert client.put(address, json={}, headers={"If-Match": "*"}).status_code == 412
    assert client.get(address).status_code == 404


def test_the_page_keeps_the_input_of_the_second_publisher_and_shows_what_is_saved(
    server: ServerProcess,
) -> None:
    save_site(server, "both.example", exclude=[".promo"])
    form = {"host": "both.example", "exclude": ".second"}
    shown = server.client.get("/sites?host=both.example").text
    [version] = re.findall(r'name="version" value="(\w+)"', shown)
    save_site(server, "both.example", exclude=[".first"])
    for _ in range(2):
        answer = server.client.post("/sites", data=form | {"version": version})
        assert answer.status_code == 412
        assert ".second" in answer.text
        assert "Show the saved version" in answer.text
        assert f'name="version" value="{version}"' in answer.text
    [newest] = re.findall(
        r'name="version" value="(\w+)"', server.client.get("/sites?host=both.example").text
    )
    assert server.client.post("/sites", data=form | {"version": newest}).status_code == 303
    assert server.client.get("/v1/sites/both.example").json()["exclude"] == [".second"]
    copied = form | {"host": "third.example", "version": newest}
    assert server.client.post("/sites", data=copied).status_code == 303


SECRET = "s3cret-of-the-reader"
COOKIE_LINE = f"{LOOPBACK}\tFALSE\t/\tFALSE\t0\tsession\t{SECRET}"


class LoginSite(ThreadingHTTPServer):
    """Shows the story to a logged-in reader, and a log-in page to others."""

    def __init__(self) -> None:
        super().__init__((LOOPBACK, 0), LoginHandler)
        self.url = f"http://{LOOPBACK}:{self.server_port}/story"


class LoginHandler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        is_known = self.headers.get("Cookie") == f"session={SECRET}"
        page = PAGE if is_known else "<title>Log in to read</title><p>You must log in first.</p>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(page.encode())

    def log_message(self, *args: object) -> None:
        pass


def test_the_cookies_of_a_site_open_its_pages_and_are_never_shown(server: ServerProcess) -> None:
    client, path = server.client, f"/v1/sites/{LOOPBACK}/cookies"
    with serve_in_thread(site := LoginSite()):
        refused = server.wait_until_finished(server.create_story(url=site.url)["id"])
        assert "asks to log in" in refused["error"]
        assert client.put(path, json={"cookies": COOKIE_LINE}).status_code == 204
        assert "museum" in spoken_text(server.create_finished_story(url=f"{site.url}/2"))
    save_site(server, LOOPBACK)
    shown = client.get(f"/v1/sites/{LOOPBACK}")
    assert shown.json()["has_cookies"]
    page = client.get(f"/sites?host={LOOPBACK}").text
    assert "Cookies are saved" in page
    assert SECRET not in page + shown.text + client.get("/v1/audit-log").text
    assert client.delete(path).status_code == 204
    assert client.delete(path).status_code == 404


def test_cookies_replace_those_of_the_site_in_the_file_of_the_host(server: ServerProcess) -> None:
    file, path = server.data_dir / "cookies.txt", f"/v1/sites/{LOOPBACK}/cookies"
    other = "members.example\tFALSE\t/\tTRUE\t0\tsession\tof-members"
    file.write_text(f"{COOKIE_LINE}\n{other}\n", "utf-8")
    with serve_in_thread(site := LoginSite()):
        assert "museum" in spoken_text(server.create_finished_story(url=f"{site.url}/3"))
        wrong = {"cookies": COOKIE_LINE.replace(SECRET, "outdated")}
        assert server.client.put(path, json=wrong).status_code == 204
        refused = server.wait_until_finished(server.create_story(url=f"{site.url}/4")["id"])
    assert "asks to log in" in refused["error"]
    assert other in file.read_text("utf-8")
    assert LOOPBACK not in file.read_text("utf-8")
    assert file.stat().st_mode & 0o777 == 0o600
    assert server.client.delete(path).status_code == 204


@pytest.mark.parametrize(
    ("cookies", "detail"),
    [
        ("not a cookie", "neither a cookie file"),
        ("=value", "neither a cookie file"),
        (f".other.example\tTRUE\t/\tTRUE\t0\ta\t{SECRET}", "belong to other.example"),
        (f"evilpaper.example\tFALSE\t/\tTRUE\t0\ta\t{SECRET}", "belong to evilpaper.example"),
    ],
)
def test_cookies_of_other_sites_and_other_texts_are_rejected_without_their_values(
    server: ServerProcess, cookies: str, detail: str
) -> None:
    answer = server.client.put("/v1/sites/paper.example/cookies", json={"cookies": cookies})
    assert answer.status_code == 422
    assert detail in answer.json()["detail"]
    assert SECRET not in answer.text


def test_the_page_saves_cookies_and_deletes_them_by_choice(server: ServerProcess) -> None:
    form = {"host": "paper.example", "cookies": "Cookie: session=abc; user=def=="}
    assert server.client.post("/sites", data=form).status_code == 303
    with closing(sqlite3.connect(server.data_dir / "earshot.db")) as database:
        sql = "SELECT content FROM site_cookies WHERE host = 'paper.example'"
        [(lines,)] = database.execute(sql).fetchall()
    assert ".paper.example\tTRUE\t/\tTRUE\t0\tuser\tdef==" in lines.splitlines()
    kept = {"host": "paper.example", "voice": ""}
    assert server.client.post("/sites", data=kept).status_code == 303
    assert server.client.get("/v1/sites/paper.example").json()["has_cookies"]
    assert server.client.post("/sites", data=kept | {"delete_cookies": "yes"}).status_code == 303
    assert not server.client.get("/v1/sites/paper.example").json()["has_cookies"]


def test_a_section_ends_at_the_next_heading() -> None:
    kinds = ("paragraph", "heading", "paragraph", "paragraph", "heading", "paragraph")
    texts = ("One.", " Read more ", "Two.", "Three.", "Prices", "Four.")
    blocks = tuple(Block(kind=kind, text=text) for kind, text in zip(kinds, texts, strict=True))  # type: ignore[arg-type]
    article = Article(headline="A", blocks=blocks, language="en")
    assert find_section_blocks(article, ["read more"]) == {1, 2, 3}
    assert find_section_blocks(article, []) == set()
