"""The story editor in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from browser import PageMonitor, find_violations, wait_until
from playwright.sync_api import Browser, FilePayload, Page, expect
from serving import SENTENCES, ServerProcess, running_server
from test_dropped_blocks import CAPTION
from test_dropped_blocks import PAGE as DROPPED_PAGE
from test_edits import create_story
from test_human_recordings import read_aloud
from test_story_recordings import encode, load_script
from test_story_recordings import read_aloud as read_story

from earshot.audio.ffmpeg import decode
from earshot.mastering import RATE
from earshot.publish import audio_file
from earshot.server.storage.data_dir import DataDir
from earshot.server.storage.recordings import Recording

LAST = "The second paragraph is about the weather."


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with running_server(tmp_path_factory.mktemp("library"), voice="espeak:en-us") as running:
        yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 800})
    yield context.new_page()
    context.close()


def open_editor(server: ServerProcess, page: Page, headline: str) -> dict[str, Any]:
    story = create_story(server, headline)
    page.goto(f"{server.base_url}/s/{story['id']}")
    page.get_by_role("link", name="Edit").click()
    expect(page.locator("#findings button").first).to_be_visible()
    return story


def expect_status(page: Page, text: str) -> None:
    expect(page.locator("#status")).to_contain_text(text)


def test_a_doubtful_name_is_heard_and_corrected_from_the_keyboard(
    server: ServerProcess, page: Page
) -> None:
    monitor = PageMonitor(page)
    story = open_editor(server, page, "Keyboard")
    page.locator("#findings button", has_text="Oyelaran").press("Enter")
    expect(page.get_by_label("Word or phrase")).to_be_focused()
    expect(page.get_by_label("Word or phrase")).to_have_value("Oyelaran")
    suggestion = page.locator("#suggestions button").nth(1)
    chosen = (suggestion.text_content() or "").split(" (")[0]
    suggestion.press("Enter")
    with page.expect_response("**/edits/preview") as preview:
        page.get_by_role("button", name="Hear it").press("Enter")
    assert preview.value.ok
    wait_until(page, "document.getElementById('preview').currentTime > 0")
    assert server.get_story(story["id"])["revision"] == 1
    page.get_by_label("Words, IPA or language").press("Enter")
    expect_status(page, "The change is in the recording.")
    expect(page.locator("#edits")).to_contain_text(f"Oyelaran: IPA {chosen}")
    expect(page.locator("#script button.sentence:focus")).to_contain_text("met the boat")
    assert server.get_story(story["id"])["ready_revision"] == 2
    assert monitor.errors == []


def test_a_wrong_symbol_is_selected_in_the_form(server: ServerProcess, page: Page) -> None:
    open_editor(server, page, "Typo")
    page.locator("#findings button", has_text="Oyelaran").click()
    page.get_by_label("Is spoken as").select_option("ipa")
    page.get_by_label("Words, IPA or language").fill("ɔj%la")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("“%”")
    assert page.evaluate("[value.selectionStart, value.selectionEnd]") == [2, 3]
    page.keyboard.press("Escape")
    expect(page.locator("#edit")).to_be_hidden()


def test_a_paragraph_is_skipped_and_read_again(server: ServerProcess, page: Page) -> None:
    story = open_editor(server, page, "Skip")
    page.get_by_role("button", name=f"Skip: {LAST}").click()
    expect_status(page, "The paragraph is skipped.")
    assert LAST not in [each["text"] for each in server.get_story(story["id"])["segments"]]
    page.get_by_role("button", name=f"Read aloud: {LAST}").click()
    expect_status(page, "The paragraph is read.")
    assert LAST in [each["text"] for each in server.get_story(story["id"])["segments"]]


def test_a_block_that_was_left_out_is_put_back(server: ServerProcess, page: Page) -> None:
    story = server.create_finished_story(html=DROPPED_PAGE, source_id="Left out")
    page.goto(f"{server.base_url}/s/{story['id']}/edit")
    place = page.locator("#script > *").nth(3)
    place.get_by_text("Left out:").click()
    expect(place).to_contain_text(CAPTION)
    assert find_violations(page) == []
    place.get_by_role("button", name=f"Read aloud: {CAPTION}").click()
    expect_status(page, "The paragraph is read.")
    assert CAPTION in [each["text"] for each in server.get_story(story["id"])["segments"]]
    page.get_by_role("button", name=f"Skip: {CAPTION}").click()
    expect_status(page, "The paragraph is skipped.")
    assert CAPTION not in [each["text"] for each in server.get_story(story["id"])["segments"]]


def test_the_second_of_two_editors_keeps_the_change_of_the_first(
    server: ServerProcess, page: Page, browser: Browser
) -> None:
    story = open_editor(server, page, "Two")
    other = browser.new_page()
    other.goto(page.url)
    other.get_by_role("button", name=f"Skip: {LAST}").click()
    expect_status(other, "The paragraph is skipped.")
    other.close()
    page.locator("button.sentence", has_text="four dollars").click()
    page.get_by_label("Pause after").fill("2000")
    page.get_by_label("Voice of").select_option("silent:reader")
    page.get_by_role("button", name="Save", exact=True).click()
    expect_status(page, "both changes are kept")
    edits = server.client.get(f"/v1/stories/{story['id']}/edits").json()
    assert len(edits["skipped_blocks"]) == 1
    expected = {"text": SENTENCES[2], "occurrence": 1, "pause": 2000, "voice": "silent:reader"}
    assert edits["sentences"] == [expected]
    expect(page.locator(".skipped")).to_contain_text(LAST)
    page.get_by_role("button", name="Undo “It cost").click()
    expect_status(page, "The change is undone.")
    assert server.client.get(f"/v1/stories/{story['id']}/edits").json()["sentences"] == []


def test_the_page_is_accessible_and_fits_a_phone(server: ServerProcess, page: Page) -> None:
    open_editor(server, page, "Phone")
    page.locator("button.sentence").nth(2).click()
    assert find_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowDown")
    expect(page.locator("button.sentence").nth(3)).to_be_focused()


def test_the_page_is_in_the_language_of_the_editor(server: ServerProcess, browser: Browser) -> None:
    story = create_story(server, "Language")
    page = browser.new_page(locale="de-DE")
    page.goto(f"{server.base_url}/s/{story['id']}/edit")
    expect(page.get_by_role("heading", name="Zuerst prüfen")).to_be_visible()
    page.get_by_role("button", name=f"Auslassen: {LAST}").click()
    expect_status(page, "Der Absatz wird ausgelassen.")
    page.goto(f"{server.base_url}/s/{story['id']}/proof")
    expect(page.get_by_role("row", name="Sprechtempo")).to_be_visible()
    page.close()


def test_a_word_is_changed_in_all_later_stories(server: ServerProcess, page: Page) -> None:
    open_editor(server, page, "Everywhere")
    page.locator("#findings button", has_text="Oyelaran").click()
    page.get_by_label("Words, IPA or language").fill("oh yeh la ran")
    page.get_by_label("In all stories").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect_status(page, "The change is in the recording.")
    [entry] = server.client.get("/v1/lexicon").json()["entries"]
    assert (entry["written"], entry["value"]) == ("Oyelaran", "oh yeh la ran")
    expect(page.locator("button.sentence", has_text="oh yeh la ran")).to_be_visible()


def test_the_other_stories_with_a_word_are_listed_and_recorded_again(
    server: ServerProcess, page: Page
) -> None:
    other = create_story(server, "Other", "Professor Quillon spoke.")
    story = create_story(server, "Elsewhere", "Here is Quillon.")
    page.goto(f"{server.base_url}/s/{story['id']}/edit")
    page.locator("button.sentence", has_text="Quillon").click()
    page.get_by_label("Word or phrase").fill("Quillon")
    page.get_by_label("Words, IPA or language").fill("key yon")
    page.get_by_role("button", name="Where else?").click()
    expect(page.locator("#others-total")).to_have_text("Stories with “Quillon”: 2")
    expect(page.locator("#others-list > li", has_text="Other")).to_contain_text("key yon")
    page.get_by_role("checkbox", name="Elsewhere").uncheck()
    page.get_by_role("button", name="record these again").click()
    expect_status(page, "Stories that are recorded again: 1")
    server.wait_until(lambda: server.get_story(other["id"])["ready_revision"] == 2)
    assert server.get_story(story["id"])["revision"] == 1


def silence_sentence(server: ServerProcess, story: dict[str, Any], number: int) -> None:
    """Replace the recording by a copy in which a sentence is silent."""
    recording = Recording(DataDir(server.data_dir).revision_dir(story["id"], 1))
    samples = np.concatenate(list(decode(recording.audio_path, RATE)[0]))
    segment = server.client.get(f"/v1/stories/{story['id']}").json()["segments"][number]
    start = segment["start"] * RATE // 1000
    samples[start : start + segment["duration"] * RATE // 1000] = 0
    audio_file.write_audio([samples], RATE, recording.audio_path)


def test_the_proof_lists_a_swallowed_sentence_to_listen_to(
    server: ServerProcess, page: Page
) -> None:
    clean, damaged = create_story(server, "Clean"), create_story(server, "Damaged")
    silence_sentence(server, damaged, 3)
    proof = server.client.get(f"/v1/stories/{clean['id']}/proof").json()
    assert proof["faults"] == []
    assert [each["text"] for each in proof["words"][:3]] == ["Clean", "By", "Ann"]
    page.goto(f"{server.base_url}/s/{damaged['id']}/edit")
    page.get_by_role("link", name="Proof of the recording").click()
    fault = page.locator(".excerpts li", has_text="the sentence is silent")
    expect(fault).to_contain_text(SENTENCES[1].rstrip("."))
    expect(page.get_by_role("row", name="Consent of its speaker")).to_be_visible()
    audio = fault.locator("audio")
    audio.evaluate("audio => audio.play()")
    assert audio.evaluate("audio => audio.currentTime") > 1
    assert find_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_a_recording_that_was_replaced_has_no_proof(server: ServerProcess) -> None:
    story = create_story(server, "Replaced")
    answer = server.client.get(f"/v1/stories/{story['id']}/proof", params={"revision": 7})
    assert (answer.status_code, answer.json()["code"]) == (404, "recording_not_found")


def sound_file(content: bytes) -> FilePayload:
    return {"name": "sentence.flac", "mimeType": "audio/flac", "buffer": content}


def test_a_recording_by_a_person_is_heard_in_its_sentence(
    server: ServerProcess, page: Page
) -> None:
    story = open_editor(server, page, "Person")
    page.locator("#script button.sentence", has_text="Nobody had waited").click()
    chooser = page.get_by_label("Recording of the sentence by a person")
    chooser.set_input_files(sound_file(b"not audio"))
    expect(page.get_by_role("alert")).to_contain_text("it cannot be decoded")
    chooser.set_input_files(sound_file(read_aloud(SENTENCES[1])))
    expect(page.get_by_label("Voice of the sentence")).to_contain_text("Recording by a person")
    expect(page.get_by_role("button", name="Hear it")).to_be_focused()
    with page.expect_response("**/edits/preview") as preview:
        page.keyboard.press("Enter")
    assert preview.value.ok
    page.get_by_role("button", name="Save", exact=True).click()
    expect_status(page, "The change is in the recording.")
    expect(page.locator("#edits")).to_contain_text("recorded by a person")
    assert server.get_story(story["id"])["read_by"] == "both"


def test_a_person_reads_the_whole_story_until_the_recording_is_removed(
    server: ServerProcess, page: Page
) -> None:
    story = open_editor(server, page, "Whole")
    chooser = page.get_by_label("Audio file")
    chooser.set_input_files(sound_file(read_aloud(SENTENCES[1])))
    expect(page.locator("#recording-fault")).to_contain_text("the story takes about")
    script = load_script(server, story)
    chooser.set_input_files(sound_file(encode(read_story(script))))
    # the whole story is compared and recorded again
    expect(page.locator("#status")).to_contain_text("The recording is used.", timeout=240_000)
    count = len(script.utterances)
    expect(page.locator("#recording-state")).to_contain_text(f"{count} of {count} sentences")
    assert find_violations(page) == []
    page.locator("#script button.sentence", has_text="Nobody had waited").click()
    expect(page.get_by_text("A pronunciation is heard only in another voice.")).to_be_visible()
    expect(page.get_by_label("Voice of the sentence")).to_have_value("")
    assert server.get_story(story["id"])["read_by"] == "person"
    assert find_length(server, page, story) == "1 min"
    page.get_by_role("button", name="Remove the recording").click()
    expect_status(page, "The recording is removed.")
    assert server.get_story(story["id"])["read_by"] == "voice"
    assert find_length(server, page, story) == "1 min · AI voice"


def find_length(server: ServerProcess, page: Page, story: dict[str, Any]) -> str:
    """What the player says of the length before it plays, and of its voice."""
    listener = page.context.new_page()
    listener.goto(f"{server.base_url}/embed/{story['id']}")
    length = listener.locator("earshot-player [part=time]")
    expect(length).to_contain_text("min")
    text = length.inner_text()
    listener.close()
    return text


def record_beeps(page: Page, name: str) -> None:
    """Record at least a second from the microphone of the test browser, which beeps."""
    page.get_by_role("button", name=name).click()
    stop = page.get_by_role("button", name=re.compile(r"Stop recording \([1-9]"))
    stop.click()
    expect(page.get_by_role("button", name=name)).to_be_visible()


def test_a_sentence_and_a_story_are_recorded_with_the_microphone(
    server: ServerProcess, page: Page
) -> None:
    open_editor(server, page, "Microphone")
    record_beeps(page, "Record the story")
    is_refused = re.compile("The recording does not fit: (it lasts|its words are not)")
    expect(page.locator("#recording-fault")).to_have_text(is_refused)
    page.locator("#script button.sentence", has_text="Nobody had waited").click()
    record_beeps(page, "Record the sentence")
    expect(page.locator("#fault")).to_have_text(is_refused)
    page.get_by_role("button", name="Record the sentence").click()
    page.keyboard.press("Escape")
    expect(page.locator("#edit")).to_be_hidden()
    page.locator("#script button.sentence", has_text="Nobody had waited").click()
    expect(page.get_by_role("button", name="Record the sentence")).to_be_visible()
