"""Faults on real pages: the player continues, or shows one message."""

from __future__ import annotations

import json
import math
import wave
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import hold_stream, wait_until
from playwright.sync_api import Page, Route, expect
from publisher import PublisherSite, narrated_site
from serving import ServerProcess, running_server
from test_player import INNER, PLAYER, STORY, TAG, letters, lit_at, middle, opened, words
from test_player_listening import playing
from voice_engines import install_gated_engine, install_slow_engine

LOST = "You’re offline. We’ll resume when you’re back."
GONE = "Audio isn’t available for this article."
PARAGRAPH = (
    "<p>The wind came up in the night, and the boat stayed on the other side of the lake.</p>"
)
SHADOW = """<script src="shadow.js"></script>"""
IN_SHADOW = """addEventListener('DOMContentLoaded', () => {
  for (const each of document.querySelectorAll('article p')) {
    const host = document.createElement('story-paragraph');
    const root = host.attachShadow({mode: 'open'});
    each.replaceWith(host);
    root.append(each);
  } });"""
NO_LENGTH_YET = """played => {
  const {prototype} = HTMLMediaElement;
  const own = name => Object.getOwnPropertyDescriptor(prototype, name);
  const [duration, currentTime] = [own('duration'), own('currentTime')];
  window.sought = [];
  Object.defineProperty(prototype, 'duration', {
    get() { return this.currentTime < played ? 0 : duration.get.call(this); } });
  Object.defineProperty(prototype, 'currentTime', { ...currentTime,
    set(to) { sought.push(this.duration); currentTime.set.call(this, to); } });
}"""
SENTENCE = "This is sentence number {} of a very long story."
LIT_ANYWHERE = """name => [...(CSS.highlights.get(`earshot-${name}`) ?? [])]
  .filter(range => !range.startContainer.getRootNode().host?.matches('earshot-player')).join(' ')"""
NO_RETRY = """(() => { const later = setTimeout;
  window.setTimeout = (act, ms, ...more) => ms === 3000 ? 0 : later(act, ms, ...more); })()"""
"""The first script tries again after 3 s."""
VIEWPORT = {"width": 900, "height": 700}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PublisherSite]:
    pages = {"ferry.mp3": STORY.format(player="")}
    pages["long.wav"] = f"<h1>A long night</h1>{PARAGRAPH * 40}"
    with narrated_site(tmp_path_factory.mktemp("site"), pages) as running:
        yield running


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The file that holds gated:reader back. slow:reader is installed too."""
    with pytest.MonkeyPatch.context() as patch:
        install_slow_engine(tmp_path_factory.mktemp("slow") / "site", patch)
        yield install_gated_engine(tmp_path_factory.mktemp("gated") / "site", patch)


@pytest.fixture(scope="module")
def server(
    tmp_path_factory: pytest.TempPathFactory, site: PublisherSite, engines: Path
) -> Iterator[ServerProcess]:
    home = tmp_path_factory.mktemp("library")
    with running_server(home, public="true", allowed_origins=site.base_url) as running:
        yield running


def unfinished(server: ServerProcess, name: str, count: int = 250, **fields: str) -> str:
    """Return the ID of a story that is being recorded, and not soon finished."""
    text = "\n\n".join(SENTENCE.format(n) for n in range(count))
    fields = {"voice": "slow:reader"} | fields
    fields |= {"markdown": f"# {name}\n\n{text}", "source_id": name}
    story = str(server.create_story(**fields)["id"])
    server.wait_until(lambda: server.get_story(story)["revision"])
    return story


def wait_until_finished(server: ServerProcess, story: str) -> None:
    """Wait as long as segments are added to the recording."""
    while (found := server.get_story(story))["status"] != "succeeded":
        await_more(server, story, count_ready(found))


def await_more(server: ServerProcess, story: str, count: float) -> None:
    """Wait until more segments are recorded. A response with all segments takes much CPU time."""
    server.wait_until(lambda: count_ready(server.get_story(story)) > count, shortest_pause=0.3)


def count_ready(story: dict[str, Any]) -> float:
    """Segments that are recorded; a finished story has more than any other."""
    if story["status"] == "succeeded":
        return math.inf
    return float(sum(each["ready"] for each in story["segments"]))


def tag_of(server: ServerProcess, story: str) -> str:
    return f'<earshot-player server="{server.base_url}" story="{story}"></earshot-player>'


def live(
    page: Page,
    server: ServerProcess,
    site: PublisherSite,
    name: str,
    count: int = 250,
    **fields: str,
) -> str:
    """Open and play a story that is being recorded, and return its ID."""
    story = unfinished(server, name, count, **fields)
    opened(page, site, tag_of(server, story))
    playing(page)
    return story


# The page


def test_paragraphs_in_shadow_trees_are_highlighted_and_can_be_clicked(
    page: Page, site: PublisherSite
) -> None:
    site.put("shadow.js", IN_SHADOW)
    opened(page, site, story=STORY.replace("<script async", f"{SHADOW}<script async"))
    tops = []
    for word in words(site):
        lit_at(page, middle(word))
        assert page.evaluate(f"({LIT_ANYWHERE})('word')") == word["text"]
        if word["text"] == "children":
            box = "[...CSS.highlights.get('earshot-word')][0].getBoundingClientRect().top"
            tops.append(page.evaluate(box))
    assert tops[0] < tops[1]
    start = next(word["start"] for word in words(site) if word["text"] == "Tickets")
    page.evaluate(f"{PLAYER}.seek(0)")
    playing(page)
    page.get_by_text("Tickets will be sold").click()
    wait_until(page, f"{PLAYER}.currentTime * 1000 >= {start - 2} && !{PLAYER}.paused")


def test_an_inserted_article_does_not_move_the_highlight(page: Page, site: PublisherSite) -> None:
    opened(page, site)
    playing(page)
    page.evaluate(
        """() => { const first = document.querySelector('article'); first.id = 'first';
        const copy = first.cloneNode(true); copy.id = 'second'; copy.style.display = 'block';
        copy.querySelector('earshot-player').setAttribute('content-selector', '#second');
        document.querySelector('main').append(copy); }"""
    )
    inside = """[...CSS.highlights.get('earshot-sentence')][0]
      .startContainer.parentElement.closest('article').id"""
    wait_until(page, f"{inside} === 'first'")
    second = "document.querySelectorAll('earshot-player')[1]"
    page.evaluate(f"{second}.scrollIntoView()")
    page.evaluate(f"{second}.play()")
    wait_until(page, f"{PLAYER}.paused && {inside} === 'second'")


def test_advertisements_that_come_while_it_plays_do_not_put_it_out(
    page: Page, site: PublisherSite
) -> None:
    opened(page, site)
    page.evaluate(
        """() => { let count = 0; setInterval(() => {
        const all = document.querySelectorAll('article p');
        const ad = document.createElement('p'); ad.textContent = `Buy number ${count += 1}!`;
        all[count % all.length].before(ad); if (count > 40) ad.remove(); }, 10); }"""
    )
    for word in words(site)[::4]:
        lit, around = lit_at(page, middle(word))
        assert lit == word["text"]
        assert "Buy" not in around


def test_where_storage_is_blocked_it_plays(page: Page, site: PublisherSite) -> None:
    """Access to storage in a sandboxed frame raises an exception."""
    site.is_cors_open = True
    site.put(
        "index.html", STORY.format(player=TAG.replace("<earshot-player", "<earshot-player persist"))
    )
    page.goto(site.put("around.html", '<iframe sandbox="allow-scripts" src="index.html"></iframe>'))
    frame = page.frames[1]
    frame.wait_for_function(f"{INNER}.story")
    site.is_cors_open = False
    assert frame.evaluate("() => { try { return localStorage && 1 } catch { return 0 } }") == 0
    frame.evaluate(f"{PLAYER}.play()")
    frame.wait_for_function(f"{PLAYER}.currentTime > 0.2")
    frame.evaluate(f"{PLAYER}.pause()")
    frame.evaluate(f"{PLAYER}.playbackRate = 2")
    frame.wait_for_function(f"{PLAYER}.paused && {PLAYER}.playbackRate === 2")


# The recording


def test_a_recording_that_is_faster_than_its_timings_is_highlighted_correctly(
    page: Page, site: PublisherSite
) -> None:
    told = json.loads((site.folder / "ferry.json").read_text())
    told["audio"]["duration"] *= 1.02
    for each in [*told["words"], *told["sentences"]]:
        each["start"], each["end"] = each["start"] * 1.02, each["end"] * 1.02
    site.put("drift.json", json.dumps(told))
    opened(page, site, TAG.replace("ferry.json", "drift.json"))
    playing(page)
    page.evaluate(f"{PLAYER}.pause()")
    for word in words(site)[::5]:
        assert lit_at(page, middle(word))[0] == word["text"]


def test_words_of_another_recording_are_not_highlighted(page: Page, site: PublisherSite) -> None:
    told = json.loads((site.folder / "ferry.json").read_text())
    told["audio"]["duration"] *= 2
    site.put("other.json", json.dumps(told))
    opened(page, site, TAG.replace("ferry.json", "other.json"))
    playing(page, 5)
    assert lit_at(page, 6000) == ("", "")
    real = words(site)[-1]["end"] / 1000
    assert page.evaluate(f"{PLAYER}.duration") == pytest.approx(real, abs=2)


def test_a_seek_waits_for_the_duration(page: Page, site: PublisherSite) -> None:
    page.add_init_script(f"({NO_LENGTH_YET})(0.1)")
    opened(page, site)
    playing(page, 7.0)
    wait_until(page, f"{INNER}.audio.currentTime > 7")
    assert page.evaluate("sought.length > 0 && sought.every(duration => duration > 7)")
    wait_until(page, "CSS.highlights.get('earshot-sentence')?.size")


def test_a_seek_works_even_if_the_duration_stays_unknown(page: Page, site: PublisherSite) -> None:
    page.add_init_script(f"({NO_LENGTH_YET})(Infinity)")
    opened(page, site)
    playing(page, 7.0)
    wait_until(page, f"{INNER}.audio.currentTime > 7")
    assert page.evaluate("sought.length") == 1


# The network


def test_a_network_failure_is_shown_and_playback_continues_after_it(
    page: Page, site: PublisherSite
) -> None:
    opened(page, site, '<earshot-player timings="long.json"></earshot-player>')
    playing(page)
    site.stop()
    try:
        page.evaluate(f"{PLAYER}.seek(200)")
        expect(page.locator("earshot-player [part=status]")).to_have_text(LOST)
    finally:
        site.start()
    wait_until(page, f"{PLAYER}.currentTime > 200.1 && !{PLAYER}.paused")
    expect(page.locator("earshot-player [part=status]")).to_be_empty()


def test_offline_it_says_so_and_plays_when_the_network_is_there(
    page: Page, site: PublisherSite
) -> None:
    tag = '<earshot-player timings="ferry.json"></earshot-player>'
    far = f'<canvas height="6000" width="9"></canvas>{tag}'
    page.goto(site.put("index.html", STORY.replace("{player}", far)))
    wait_until(page, "customElements.get('earshot-player')")
    page.context.set_offline(True)
    page.evaluate(f"{PLAYER}.play()")
    status = page.locator("earshot-player [part=status]")
    expect(status).to_have_text("We can’t play this right now.")
    page.context.set_offline(False)
    wait_until(page, f"{PLAYER}.currentTime > 0.1")
    expect(status).to_be_empty()


def test_a_recording_that_is_deleted_during_playback_is_reported_in_one_sentence(
    page: Page, site: PublisherSite
) -> None:
    (site.folder / "gone.wav").write_bytes((site.folder / "long.wav").read_bytes())
    opened(page, site, '<earshot-player timings="long.json" src="gone.wav"></earshot-player>')
    playing(page)
    (site.folder / "gone.wav").unlink()
    page.evaluate(f"{PLAYER}.seek(200)")
    expect(page.locator("earshot-player [part=status]")).to_have_text(GONE)
    wait_until(page, f"{PLAYER}.paused")


def test_an_error_after_which_the_browser_continues_is_not_reported(
    page: Page, site: PublisherSite
) -> None:
    opened(page, site, '<earshot-player timings="long.json" src="long.wav"></earshot-player>')
    playing(page)
    page.evaluate(f"{PLAYER}.seek(20)")
    wait_until(page, f"{PLAYER}.currentTime > 20")
    page.evaluate(
        f"""async () => {{
          const player = {PLAYER};
          player[Symbol.for("earshot.player")].audio.dispatchEvent(new Event("error"));
          player.seek(5);
          player.pause();
          await new Promise(done => setTimeout(done, 1000)); // the player decides before this ends
        }}"""
    )
    expect(page.locator("earshot-player [part=status]")).to_be_empty()


def test_a_recording_that_is_replaced_during_playback_goes_on(
    page: Page, site: PublisherSite
) -> None:
    (site.folder / "replaced.wav").write_bytes((site.folder / "long.wav").read_bytes())
    opened(page, site, '<earshot-player timings="long.json" src="replaced.wav"></earshot-player>')
    playing(page)
    write_twice_as_long(site.folder / "long.wav", site.folder / "replaced.wav")
    page.evaluate(f"{PLAYER}.seek(200)")
    wait_until(page, f"{PLAYER}.currentTime > 200.2 && !{PLAYER}.paused")
    expect(page.locator("earshot-player [part=status]")).to_be_empty()


def write_twice_as_long(source: Path, target: Path) -> None:
    with wave.open(str(source), "rb") as sound, wave.open(str(target), "wb") as longer:
        longer.setparams(sound.getparams())
        frames = sound.readframes(sound.getnframes())
        longer.writeframes(frames + frames)


# A story that is being recorded


def test_a_story_that_is_being_made_survives_its_servers_death(
    page: Page, server: ServerProcess, site: PublisherSite
) -> None:
    story = live(page, server, site, "Survivor")
    assert page.evaluate(f"{INNER}.stream !== null")
    expect(page.get_by_role("link", name="Download")).to_have_count(0)
    server.kill()
    page.evaluate(f"{PLAYER}.seek(200)")
    expect(page.locator("earshot-player [part=status]")).to_have_text(LOST)
    server.start()
    wait_until(page, f"{PLAYER}.currentTime > 200.2 && !{PLAYER}.paused")
    expect(page.locator("earshot-player [part=status]")).to_be_empty()
    said = page.evaluate(f"{PLAYER}.currentSegment.text")
    assert letters(said).startswith("thisissentencenumber")
    server.client.delete(f"/v1/stories/{story}")


def seek_by_slider(page: Page, share: float) -> None:
    slider = page.locator("earshot-player [part=position]")
    slider.fill(str(int(share * float(slider.get_attribute("max") or 0))))


def click_paragraph(page: Page) -> None:
    page.get_by_text(SENTENCE.format(200)).click()


def seek_several_times(page: Page) -> None:
    seek_by_slider(page, 0.9)
    click_paragraph(page)
    seek_by_slider(page, 0.5)


SEEKS: dict[str, Callable[[Page], None]] = {
    "slider": lambda page: seek_by_slider(page, 0.7),
    "key": lambda page: page.locator("earshot-player [part=position]").press("PageUp"),
    "click": click_paragraph,
    "several": seek_several_times,
}


@pytest.mark.parametrize("is_asked", [True, False], ids=["asked", "at_once"])
@pytest.mark.parametrize("seek", SEEKS)
def test_a_seek_before_playback_starts_is_kept(
    page: Page, server: ServerProcess, site: PublisherSite, seek: str, is_asked: bool
) -> None:
    """In both orders: the response arrives before or after the seek."""
    story = unfinished(server, f"Sought by {seek} {is_asked}")
    text = "".join(f"<p>{SENTENCE.format(n)}</p>" for n in range(250))
    hold_stream(page)
    opened(page, site, tag_of(server, story), STORY.replace("</article>", f"{text}</article>"))
    page.evaluate(f"() => {{ {PLAYER}.play(); }}")
    wait_until(page, f"asked.length === 1 && {INNER}.stream.words.length")
    SEEKS[seek](page)
    assert page.evaluate(f"{INNER}.audio.readyState") == 0
    wanted = page.evaluate(f"{PLAYER}.currentSegment.text")
    if is_asked:
        wait_until(page, "asked.length >= 2")
    sounds = f"{INNER}.audio.readyState > 2 && !{INNER}.audio.seeking"
    # Released by the first look: what is left of the sentence can be short.
    wait_until(page, f"(release(), {sounds}) && {PLAYER}.currentSegment?.text === '{wanted}'")
    server.client.delete(f"/v1/stories/{story}")


def test_a_story_that_was_left_asks_for_nothing_more(
    page: Page, server: ServerProcess, site: PublisherSite
) -> None:
    left = live(page, server, site, "Left")
    story = unfinished(server, "Gone to")
    page.evaluate(f"{PLAYER}.setAttribute('story', '{story}')")
    wait_until(page, f"{INNER}.story?.live?.address.includes('{story}')")
    playing(page)
    asked: list[str] = []
    page.on("request", lambda call: asked.append(call.url) if "/stream?" in call.url else None)
    page.evaluate(f"{PLAYER}.seek(400)")
    wait_until(page, f"{PLAYER}.currentTime > 400.2 && !{PLAYER}.paused")
    assert [story in url for url in asked] == [True]
    for each in (left, story):
        server.client.delete(f"/v1/stories/{each}")


def test_a_part_that_is_not_made_yet_is_asked_for_once(
    page: Page, server: ServerProcess, site: PublisherSite
) -> None:
    story = live(page, server, site, "Sought")
    asked: list[str] = []
    page.on("request", lambda call: asked.append(call.url) if "/stream?" in call.url else None)
    for place in (200, 400):
        page.evaluate(f"{PLAYER}.seek({place})")
        wait_until(page, f"{PLAYER}.currentTime > {place} + 0.2 && !{PLAYER}.paused")
    assert len(asked) == 2
    server.client.delete(f"/v1/stories/{story}")


def test_a_story_that_is_deleted_during_playback_is_reported_in_one_sentence(
    page: Page, server: ServerProcess, site: PublisherSite
) -> None:
    story = live(page, server, site, "Deleted")
    assert server.client.delete(f"/v1/stories/{story}").status_code == 204
    expect(page.locator("earshot-player [part=status]")).to_have_text(GONE)


def test_without_media_source_a_story_that_is_being_made_plays(
    page: Page, server: ServerProcess, site: PublisherSite
) -> None:
    page.add_init_script("delete window.MediaSource")
    story = live(page, server, site, "Sourceless")
    assert page.evaluate("'MediaSource' in window") is False
    wait_until(page, f"{PLAYER}.currentTime > 0.5")
    server.client.delete(f"/v1/stories/{story}")


def test_without_media_source_a_live_story_plays_from_the_place_that_was_sought(
    page: Page, server: ServerProcess, site: PublisherSite
) -> None:
    page.add_init_script("delete window.MediaSource")
    story = live(page, server, site, "Without buffers", 100, voice="silent:reader")
    page.evaluate(f"{PLAYER}.seek(300)")
    place = page.evaluate(f"{PLAYER}.currentTime")
    assert place > 290
    wait_until(page, f"{PLAYER}.currentTime > {place} + 0.3 && !{PLAYER}.paused")
    wait_until_finished(server, story)
    wait_until(page, f"{INNER}.story.live === null && {PLAYER}.currentTime > {place} + 0.5")
    page.evaluate(f"{PLAYER}.seek(1)")
    wait_until(page, f"{PLAYER}.currentTime < 20 && {PLAYER}.currentTime > 1.2")
    server.client.delete(f"/v1/stories/{story}")


# The first script of a server, on a page of another site


def press_before_rest(
    page: Page, server: ServerProcess, site: PublisherSite, story: str
) -> list[Route]:
    """Open the page and press play. Returns the held requests for the rest of the player."""
    held: list[Route] = []
    page.add_init_script(NO_RETRY)
    page.route("**/rest.js", lambda route: held.append(route))
    script = f"{server.base_url}/player.js"
    tag = f'<earshot-player story="{story}"></earshot-player>'
    page.goto(site.put("first.html", STORY.replace("player.js", script).format(player=tag)))
    page.locator("earshot-player [part~=play]").click()
    ServerProcess.wait_until(lambda: page.evaluate("1") and held)  # events come during calls
    return held


@pytest.mark.parametrize("is_finished", [True, False], ids=["finished", "live"])
def test_a_story_sounds_before_the_rest_of_the_player_and_can_be_sought_after_it(
    page: Page, server: ServerProcess, site: PublisherSite, *, is_finished: bool
) -> None:
    voice = "silent:reader" if is_finished else "slow:reader"
    story = unfinished(server, f"Early {is_finished}", 60, voice=voice)
    if is_finished:
        wait_until_finished(server, story)
    held = press_before_rest(page, server, site, story)
    wait_until(page, f"{PLAYER}.currentTime > 0.2 && !{PLAYER}.paused")
    held[0].continue_()
    wait_until(page, f"{INNER}.story")
    at = page.evaluate(f"{PLAYER}.currentTime")
    assert at > 0.2
    wait_until(page, f"{PLAYER}.currentTime > {at} + 0.2 && !{PLAYER}.paused")
    for place in (100, 50):
        page.evaluate(f"{PLAYER}.seek({place})")
        wait_until(page, f"{PLAYER}.currentTime > {place} + 0.2 && !{PLAYER}.paused")
    server.client.delete(f"/v1/stories/{story}")


def test_a_stream_that_the_first_script_started_goes_on_when_its_story_is_finished(
    page: Page, server: ServerProcess, site: PublisherSite, engines: Path
) -> None:
    engines.touch()
    story = unfinished(server, "Finished meanwhile", 60, voice="gated:reader")
    held = press_before_rest(page, server, site, story)
    wait_until(page, f"{PLAYER}.currentTime > 0.2")
    held[0].continue_()
    wait_until(page, f"{INNER}.stream")
    source = page.evaluate(f"{INNER}.audio.src")
    engines.unlink()
    wait_until_finished(server, story)
    wait_until(page, f"{INNER}.story.live === null && !{PLAYER}.paused")
    assert page.evaluate(f"{INNER}.audio.src") == source
    page.evaluate(f"{PLAYER}.seek(100)")
    wait_until(page, f"{PLAYER}.currentTime > 100.2 && !{PLAYER}.paused")
    server.client.delete(f"/v1/stories/{story}")


def test_a_seek_before_the_sound_of_the_first_script_is_kept(
    page: Page, server: ServerProcess, site: PublisherSite
) -> None:
    story = unfinished(server, "Sought early")
    held_audio: list[Route] = []
    page.route("**/audio.mp3", lambda route: held_audio.append(route))
    held = press_before_rest(page, server, site, story)
    page.evaluate(f"{PLAYER}.seek(200)")
    held[0].continue_()
    wait_until(page, f"{INNER}.story && {PLAYER}.currentTime > 200.2 && !{PLAYER}.paused")
    assert page.evaluate(f"{PLAYER}.currentSegment.text").startswith("This is sentence number")
    server.client.delete(f"/v1/stories/{story}")


def test_sound_that_the_first_script_cannot_get_is_asked_for_again_by_the_rest(
    page: Page, server: ServerProcess, site: PublisherSite
) -> None:
    story = unfinished(server, "Refused once")
    page.route("**/audio.mp3", lambda route: route.fulfill(status=503), times=1)
    held = press_before_rest(page, server, site, story)
    wait_until(page, f"{PLAYER}.shadowRoot.querySelector('.playing')")
    held[0].continue_()
    wait_until(page, f"{INNER}.story && {PLAYER}.currentTime > 0.2 && !{PLAYER}.paused")
    expect(page.locator("earshot-player [part=status]")).to_be_empty()
    server.client.delete(f"/v1/stories/{story}")
