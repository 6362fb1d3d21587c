"""The field of the library for links and texts."""

from __future__ import annotations

import re
from pathlib import Path

from serving import running_server

MISTYPED = ("notasite", "htp://news.example/ferry", "https//news.example/ferry", "  ferry\n", "港")
LINKS = ("news.example/ferry", "localhost:8000/ferry")
TEXTS = ("The ferry is open.", "Hello world", "港は明日から開きます。")


def test_a_single_word_is_neither_a_link_nor_a_text(tmp_path: Path) -> None:
    with running_server(tmp_path) as server:
        answers = [server.client.post("/add", data={"what": each}) for each in MISTYPED]
        translated = server.client.post(
            "/add", data={"what": "notasite"}, headers={"Accept-Language": "de"}
        )
        added = [server.client.post("/add", data={"what": each}) for each in (*LINKS, *TEXTS)]
    assert {each.status_code for each in answers} == {422}
    assert all("This is neither a link nor a text." in each.text for each in answers)
    assert ">notasite</textarea>" in answers[0].text
    assert "<details open>" not in answers[0].text
    assert "Das ist weder ein Link noch ein Text." in translated.text
    assert {each.status_code for each in added} == {303}


def test_the_link_of_a_story_that_failed_can_be_corrected(tmp_path: Path) -> None:
    link = "https://news.invalid/ferry?page=1"
    with running_server(tmp_path) as server:
        story = server.create_story(url=link)["id"]
        server.wait_until(lambda: server.get_story(story)["status"] == "failed")
        page = server.client.get(f"/s/{story}").text
        address = re.search(r'href="(/add[?]url=[^"]+)"', page)
        assert address
        form = server.client.get(address[1], headers={"Sec-Fetch-Site": "same-origin"}).text
    assert f">{link}</textarea>" in form
