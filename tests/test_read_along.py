"""The read-along page in a real browser."""

from __future__ import annotations

import hashlib
import re
import tracemalloc
import wave
from base64 import b64decode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from browser import PageMonitor, wait_until
from playwright.sync_api import Browser, Page, expect

from earshot.errors import Unwritable
from earshot.model import (
    HEADLINE,
    INTRO,
    Article,
    Block,
    Chapter,
    Cue,
    Script,
    Timeline,
    Timing,
    Utterance,
    Word,
)
from earshot.publish import read_along

MAX_DELAY_MS = 50
"""The player waits by a timer for the next word. It may fire after the frame in which the word
starts, and a listener sees no difference."""
RATE = 24_000
PLAYER = "document.querySelector('earshot-player')"
INNER = f"{PLAYER}?.[Symbol.for('earshot.player')]?"
HOSTILE = "</script><script>alert(1)</script> \"quoted\" 'so' <b>bold</b> & <!-- {{ 7 * 7 }}"
STORY = Article(
    headline="Ferry returns to the lake",
    blocks=(
        Block(kind="paragraph", text="“The boat is back,” she said. Nobody (not one) had waited."),
        Block(kind="heading", text="A long winter"),
        Block(kind="paragraph", text=f"Someone wrote {HOSTILE} on the hull."),
        Block(kind="quote", text="We mended it ourselves."),
        Block(kind="item", text="new planks;"),
        Block(kind="item", text="a new bell."),
        Block(kind="heading", text="Tickets"),
        Block(kind="paragraph", text="They cost $4.20 each – children ride for nothing…"),
    ),
    authors=("Ann Lee", "Bo Ek"),
    published=date(2025, 11, 3),
    url="https://lake.example/ferry",
    site="The Lake Post",
)


@dataclass(frozen=True)
class Recording:
    script: Script
    timeline: Timeline

    @property
    def words(self) -> list[Word]:
        return [timing.word for timing in self.timeline.timings]

    def start(self, word: int) -> int:
        return self.timeline.ms(self.timeline.timings[word].start)

    def number(self, text: str) -> int:
        return next(n for n, word in enumerate(self.words) if word.text == text)

    def place(self, word: int) -> str:
        """Return the position of a word on the page: the ID of its element, and the offset in its
        text."""
        said = self.words[word]
        return f"{'headline' if said.block == HEADLINE else f'b{said.block}'}:{said.start}"

    def lit(self, ms: int) -> tuple[str, str]:
        """Return the positions of the word and sentence to highlight, empty for none."""
        timings, clock = self.timeline.timings, self.timeline.ms
        begun = [n for n, timing in enumerate(timings) if clock(timing.start) <= ms]
        if not begun or timings[begun[-1]].word.block == INTRO:
            return "", ""
        last = begun[-1]
        end = clock(timings[last].end)
        next_start = clock(timings[last + 1].start) if last + 1 < len(timings) else end + 9999
        word = self.place(last) if ms < end or next_start - end < 400 else ""
        said = next(u for u in self.script.utterances if timings[last].word in u.words)
        return word, self.place(self.words.index(said.words[0]))


def narrated(article: Article, *, word: float = 0.3, gap: float = 0.05) -> Recording:
    """Narrate the article with words of equal duration in seconds."""
    intro = Word(text="Listen", spoken="listen", block=INTRO, start=0)
    utterances = [Utterance(words=(intro,))]
    for block in [HEADLINE, *range(len(article.blocks))]:
        utterances.extend(_sentences(block, article.text_of(block)))
    at, timings, cues = RATE // 2, [], []
    for utterance in utterances:
        first = at
        for said in utterance.words:
            timings.append(Timing(word=said, start=at, end=at + int(word * RATE)))
            at += int((word + gap) * RATE)
        cues.append(Cue(utterance=utterance, start=first, end=at))
        at += int(0.5 * RATE)
    headings = [
        cue
        for cue in cues
        if cue.utterance.block >= 0 and article.blocks[cue.utterance.block].kind == "heading"
    ]
    chapters = tuple(
        Chapter(title=article.text_of(cue.utterance.block), start=cue.start, end=cue.end)
        for cue in headings
    )
    script = Script(article=article, utterances=tuple(utterances))
    return Recording(
        script,
        Timeline(
            rate=RATE, duration=at, timings=tuple(timings), cues=tuple(cues), chapters=chapters
        ),
    )


def _sentences(block: int, text: str) -> Iterator[Utterance]:
    for sentence in re.finditer(r"\S.*?(?:[.?!…][”\"]?(?=\s|$)|$)", text):
        found = re.finditer(r"\$?\w+(?:\.\w+)*", sentence.group())
        words = tuple(
            Word(text=w.group(), spoken="x", block=block, start=sentence.start() + w.start())
            for w in found
        )
        if words:
            yield Utterance(words=words)


def mp3(path: Path, seconds: float) -> Path:
    """Write a tone of that duration."""
    count = int(seconds * RATE)
    tone = (np.sin(np.arange(count) * 0.06) * 6000).astype(np.int16)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libmp3lame", rate=RATE, layout="mono")
        frame = av.AudioFrame.from_ndarray(tone[np.newaxis], format="s16", layout="mono")
        frame.rate, frame.time_base, frame.pts = RATE, Fraction(1, RATE), 0
        container.mux([*stream.encode(frame), *stream.encode(None)])
    return path


def wav(path: Path, seconds: float, *, rate: int = 8000, width: int = 1) -> Path:
    """Write silence of that duration."""
    with wave.open(str(path), "wb") as sound:
        sound.setparams((1, width, rate, 0, "NONE", ""))
        sound.writeframes((b"\x80" if width == 1 else b"\0\0") * int(seconds * rate))
    return path


def written(folder: Path, recording: Recording, audio: Path) -> str:
    target = folder / "page.html"
    read_along.write_page(target, script=recording.script, timeline=recording.timeline, audio=audio)
    return target.as_uri()


@pytest.fixture(scope="module")
def recording() -> Recording:
    return narrated(STORY)


@pytest.fixture(scope="module")
def address(recording: Recording, tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("story")
    seconds = recording.timeline.duration / RATE
    return written(folder, recording, mp3(folder / "story.mp3", seconds))


Open = Callable[..., Page]


@pytest.fixture
def opened(browser: Browser) -> Iterator[Open]:
    """Open pages in new browser contexts; console messages, requests and dialogs are errors."""
    contexts, watches = [], []

    def open_page(address: str, **reader: Any) -> Page:
        context = browser.new_context(**reader)
        contexts.append(context)
        page = context.new_page()
        watches.append((address, PageMonitor(page)))
        page.goto(address)
        if reader.get("java_script_enabled", True):
            wait_until(page, f"document.getElementById('audio').readyState >= 2 && {INNER}.story")
        return page

    yield open_page
    for context in contexts:
        context.close()
    for address, watched in watches:
        assert watched.errors == []
        assert watched.requested_urls(address) == []


def test_a_page_opens_from_disk_without_network_errors_or_dialogs(
    opened: Open, address: str
) -> None:
    page = opened(address)
    expect(page).to_have_title("Ferry returns to the lake")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ferry returns to the lake")
    expect(page.get_by_text("Ann Lee and Bo Ek")).to_be_visible()
    expect(page.get_by_text("November 3, 2025")).to_be_visible()
    expect(page.get_by_text("Read by a synthetic voice.")).to_be_visible()
    link = page.get_by_role("link", name="Original article")
    expect(link).to_have_attribute("href", "https://lake.example/ferry")
    expect(link).to_have_attribute("rel", "noopener")


def test_every_block_is_an_element_with_its_exact_text(opened: Open, address: str) -> None:
    page = opened(address)
    texts = page.eval_on_selector_all("article [id^=b]", "all => all.map(e => e.textContent)")
    assert texts == [block.text for block in STORY.blocks]
    names = page.eval_on_selector_all(
        "article [id^=b]", "all => all.map(e => `${e.parentElement.localName} ${e.localName}`)"
    )
    assert names == [
        *("article p", "article h2", "article p", "blockquote p"),
        *("ul li", "ul li", "article h2", "article p"),
    ]
    assert page.locator("ul").count() == 1


def test_hostile_facts_are_shown_as_they_are(opened: Open, tmp_path: Path) -> None:
    article = Article(
        headline=HOSTILE,
        blocks=tuple(Block(kind=kind, text=HOSTILE) for kind in ("heading", "heading")),
        authors=('" onload="alert(1)', HOSTILE),
        language='en"><script>alert(1)</script>',
        url="javascript:alert(1)",
        site=HOSTILE,
    )
    recording = narrated(article)
    page = opened(written(tmp_path, recording, wav(tmp_path / "a.wav", 20)))
    expect(page).to_have_title(HOSTILE)
    assert page.locator("h1").text_content() == HOSTILE
    assert page.locator(".site").text_content() == HOSTILE
    assert page.locator(".byline").text_content() == article.byline
    assert page.locator(".chapters bdi").all_text_contents() == [HOSTILE, HOSTILE]
    assert page.locator("article a").count() == 0
    assert page.locator("script").count() == 3


def test_the_content_security_policy_blocks_other_scripts_and_styles(
    browser: Browser, address: str
) -> None:
    page = browser.new_page()
    page.goto(address)
    page.evaluate(
        """() => {
          window.blocked = [];
          addEventListener("securitypolicyviolation", e => blocked.push(e.effectiveDirective));
          const script = document.createElement("script");
          script.textContent = "window.ran = true";
          const style = document.createElement("style");
          style.textContent = "body { opacity: 0 }";
          document.body.append(script, style, Object.assign(new Image(), {src: "pixel.png"}));
        }"""
    )
    wait_until(page, "window.blocked.length >= 3")
    assert page.evaluate("window.ran") is None
    assert page.evaluate("getComputedStyle(document.body).opacity") == "1"
    assert set(page.evaluate("window.blocked")) == {"script-src-elem", "style-src-elem", "img-src"}
    page.close()


LIT = """() => ["word", "sentence"].map(which => {
  const [range] = [...(CSS.highlights.get(`earshot-${which}`) ?? [])];
  if (!range) return "";
  const block = range.startContainer.parentElement.closest("[id^=b], #headline");
  const before = document.createRange();
  before.selectNodeContents(block);
  before.setEnd(range.startContainer, range.startOffset);
  return `${block.id}:${before.toString().length}`;
})"""

LIT_WORD = "String([...(CSS.highlights.get('earshot-word') ?? [])])"

MIDDLE = """([id, offset]) => {
  const walker = document.createTreeWalker(document.getElementById(id), NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  range.setStart(walker.nextNode(), offset);
  range.setEnd(walker.currentNode, offset + 1);
  walker.currentNode.parentElement.scrollIntoView({block: "center", behavior: "instant"});
  const box = range.getBoundingClientRect();
  return [box.x + box.width / 2, box.y + box.height / 2];
}"""


def click_word(page: Page, recording: Recording, number: int) -> None:
    block, offset = recording.place(number).split(":")
    page.mouse.click(*page.evaluate(MIDDLE, [block, int(offset)]))


LIT_AT = (
    """async places => {
  const audio = document.getElementById("audio");
  const lit = """
    + LIT
    + """;
  const found = [];
  for (const ms of places) {
    const arrived = new Promise(done => audio.addEventListener("seeked", done, {once: true}));
    audio.currentTime = ms / 1000;
    await arrived;
    found.push(lit());
  }
  return found;
}"""
)


def test_the_current_word_is_highlighted_after_a_seek(
    opened: Open, address: str, recording: Recording
) -> None:
    page = opened(address)
    clock, timings = recording.timeline.ms, recording.timeline.timings
    edges = [clock(t.start) + d for t in timings for d in (-1, 0, 1)]
    middles = [(clock(t.start) + clock(t.end)) // 2 for t in timings]
    ends = [clock(t.end) + d for t in timings for d in (-1, 0, 40, 430)]
    places = [0, *reversed(edges), *middles, *ends]
    assert page.evaluate(LIT_AT, places) == [list(recording.lit(ms)) for ms in places]


def test_the_current_word_is_highlighted_during_playback(
    opened: Open, address: str, recording: Recording
) -> None:
    page = opened(address)
    page.get_by_role("button", name="Play").click()
    seen = page.evaluate(
        """() => new Promise(done => {
          const audio = document.getElementById("audio");
          const lit = """
        + LIT
        + """;
          const seen = [];
          let before = 0;
          const look = () => {
            const at = audio.currentTime * 1000;
            seen.push([before, at, ...lit()]);
            before = at;
            if (at < 4000) requestAnimationFrame(look); else done(seen);
          };
          requestAnimationFrame(look);
        })"""
    )
    for before, at, word, sentence in seen:  # the page lit it between the last look and this one
        earliest = max(0, int(before) - MAX_DELAY_MS)
        possible = {recording.lit(ms) for ms in range(earliest, round(at) + 1)}
        assert (word, sentence) in possible
    assert len({word for _, _, word, _ in seen}) > 5


def test_a_word_that_is_clicked_is_played_from_its_start(
    opened: Open, address: str, recording: Recording
) -> None:
    page = opened(address)
    page.evaluate(
        """() => {
          window.sought = [];
          const audio = document.getElementById("audio");
          audio.addEventListener("seeking", () => sought.push(audio.currentTime));
        }"""
    )
    word = recording.number("mended")
    click_word(page, recording, word)
    wait_until(page, "!document.getElementById('audio').paused")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    assert page.evaluate("window.sought") == [recording.start(word) / 1000]


def test_selecting_text_does_not_seek(opened: Open, address: str) -> None:
    page = opened(address)
    box = page.locator("#b0").bounding_box()
    assert box
    page.mouse.move(box["x"] + 5, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + 150, box["y"] + 10, steps=4)
    page.mouse.up()
    assert page.evaluate("getSelection().toString().length") > 3
    assert time_and_state(page) == (0, True)


def time_and_state(page: Page) -> tuple[float, bool]:
    found = page.evaluate("(a => [a.currentTime, a.paused])(document.getElementById('audio'))")
    return found[0], found[1]


def go(page: Page, seconds: float) -> None:
    page.evaluate("seconds => { document.getElementById('audio').currentTime = seconds }", seconds)


def speed(page: Page) -> float:
    rate: float = page.evaluate("document.getElementById('audio').playbackRate")
    return rate


def test_the_buttons_leap_15_seconds_and_stop_at_the_ends(
    opened: Open, address: str, recording: Recording
) -> None:
    page = opened(address)
    page.get_by_role("button", name="Forward 15 seconds").click()
    assert time_and_state(page) == (15, True)
    page.get_by_role("button", name="Back 15 seconds").click()
    assert time_and_state(page) == (0, True)
    go(page, 3)
    page.get_by_role("button", name="Back 15 seconds").click()
    assert time_and_state(page) == (0, True)
    go(page, 20)
    page.get_by_role("button", name="Forward 15 seconds").click()
    assert time_and_state(page)[0] == pytest.approx(recording.timeline.duration / RATE, abs=0.05)


def test_the_speed_menu_sets_the_speed_and_keeps_the_pitch(opened: Open, address: str) -> None:
    page = opened(address)
    menu = page.get_by_label("Speed")
    options = menu.locator("option").all_text_contents()
    assert (options[0], options[-1]) == ("0.5×", "3×")
    menu.select_option("1.5×")
    assert speed(page) == 1.5
    assert page.evaluate("document.getElementById('audio').preservesPitch") is True


def test_keys_move_in_time(opened: Open, address: str) -> None:
    page = opened(address)
    moves = {"j": 0, "l": 17, "ArrowLeft": 0, "ArrowRight": 17, "Home": 0}
    for key, seconds in moves.items():
        go(page, 2)
        page.keyboard.press(key)
        assert time_and_state(page) == (seconds, True), key


def test_the_end_key_seeks_to_the_end(opened: Open, address: str, recording: Recording) -> None:
    page = opened(address)
    page.keyboard.press("End")
    assert time_and_state(page)[0] == pytest.approx(recording.timeline.duration / RATE, abs=0.05)


def test_keys_play_and_pause(opened: Open, address: str) -> None:
    page = opened(address)
    for key, start in (("k", 0), ("Space", 2)):
        go(page, start)
        page.keyboard.press(key)
        wait_until(page, f"document.getElementById('audio').currentTime > {start} + 0.1")
        page.keyboard.press(key)
        expect(page.get_by_role("button", name="Play")).to_be_visible()
        assert time_and_state(page)[1] is True, key


@pytest.mark.parametrize(("key", "expected"), [(">", 1.1), ("<", 0.9)])
def test_keys_change_the_speed(opened: Open, address: str, key: str, expected: float) -> None:
    page = opened(address)
    page.keyboard.press(key)
    assert speed(page) == expected
    expect(page.get_by_label("Speed")).to_have_value(str(expected))


def test_the_speed_keys_stop_at_the_slowest_and_the_fastest(opened: Open, address: str) -> None:
    page = opened(address)
    for _ in range(12):
        page.keyboard.press(">")
    assert speed(page) == 3
    for _ in range(12):
        page.keyboard.press("<")
    assert speed(page) == 0.5


def test_keys_of_the_browser_and_of_focused_controls_are_not_handled(
    opened: Open, address: str
) -> None:
    page = opened(address)
    go(page, 2)
    for combination in ("Alt+j", "Control+l", "Meta+k", "Shift+ArrowRight"):
        page.keyboard.press(combination)
    assert time_and_state(page) == (2, True)
    page.get_by_role("button", name="Back 15 seconds").focus()
    page.keyboard.press("Space")
    assert time_and_state(page) == (0, True)
    page.get_by_label("Speed").focus()
    page.keyboard.press("l")
    assert time_and_state(page) == (0, True)


def test_a_reader_can_switch_the_keys_off(opened: Open, address: str) -> None:
    page = opened(address)
    go(page, 2)
    page.locator("summary").get_by_text("Keyboard shortcuts").click()
    page.get_by_label("Use these keys").uncheck()
    page.keyboard.press("l")
    assert time_and_state(page) == (2, True)
    page.get_by_label("Use these keys").check()
    page.keyboard.press("l")
    assert time_and_state(page) == (17, True)


def test_the_slider_shows_and_sets_the_position(opened: Open, address: str) -> None:
    page = opened(address)
    slider = page.get_by_role("slider", name="Seek")
    expect(slider).to_have_attribute("aria-valuetext", re.compile(r"^0:00 of \d+:\d\d$"))
    slider.fill("12.5")
    assert time_and_state(page) == (12.5, True)
    expect(slider).to_have_attribute("aria-valuetext", re.compile("^0:12 of "))
    expect(page.locator("[part=time]")).to_have_text(re.compile("^0:12 / "))
    slider.fill("2.5")
    slider.focus()
    page.keyboard.press("ArrowRight")
    assert time_and_state(page)[0] == 17.5
    page.keyboard.press("Home")
    assert time_and_state(page)[0] == 0


def test_chapters_are_buttons_that_go_there(
    opened: Open, address: str, recording: Recording
) -> None:
    page = opened(address)
    chapter = page.get_by_role("navigation", name="Chapters").get_by_role("button", name="Tickets")
    chapter.click()
    start = recording.start(recording.number("Tickets"))
    assert time_and_state(page)[0] == start / 1000
    expect(chapter).to_have_attribute("aria-current", "true")
    assert page.evaluate(LIT) == list(recording.lit(start))


def test_a_single_chapter_is_not_listed(opened: Open, tmp_path: Path) -> None:
    blocks = (Block(kind="heading", text="Only one"), Block(kind="paragraph", text="And text."))
    recording = narrated(Article(headline="Short", blocks=blocks))
    page = opened(written(tmp_path, recording, wav(tmp_path / "a.wav", 6)))
    expect(page.get_by_role("navigation")).to_have_count(0)


def test_a_reader_who_comes_back_finds_the_place_and_the_speed(
    opened: Open, address: str, recording: Recording
) -> None:
    page = opened(address)
    page.keyboard.press(">")
    click_word(page, recording, recording.number("mended"))
    wait_until(page, "document.getElementById('audio').currentTime > 0.1")
    page.keyboard.press("k")
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    place = time_and_state(page)[0]
    page.reload()
    wait_until(page, "document.getElementById('audio').currentTime > 0.1")
    assert time_and_state(page) == (place, True)
    assert speed(page) == 1.1
    expect(page.get_by_label("Speed")).to_have_value("1.1")
    assert page.evaluate(LIT) == list(recording.lit(round(place * 1000)))


def test_a_finished_recording_starts_from_the_beginning(
    opened: Open, address: str, recording: Recording
) -> None:
    page = opened(address)
    go(page, recording.timeline.duration / RATE - 0.3)
    page.keyboard.press("k")
    wait_until(page, "document.getElementById('audio').ended")
    page.reload()
    assert time_and_state(page) == (0, True)


def test_a_browser_that_keeps_nothing_still_plays(
    browser: Browser, address: str, recording: Recording
) -> None:
    page = browser.new_page()
    watched = PageMonitor(page)
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no') }})"
    )
    page.goto(address)
    wait_until(page, f"{INNER}.story")
    click_word(page, recording, recording.number("boat"))
    wait_until(page, LIT_WORD)
    page.keyboard.press("k")
    assert watched.errors == []
    page.close()


def test_the_media_session_has_the_metadata(opened: Open, address: str) -> None:
    page = opened(address)
    page.keyboard.press("k")
    wait_until(page, "navigator.mediaSession.metadata")
    told = page.evaluate(
        "(({title, artist, album}) => [title, artist, album])(navigator.mediaSession.metadata)"
    )
    assert told == ["Ferry returns to the lake", "Ann Lee, Bo Ek", "The Lake Post"]


def test_lock_screen_buttons_play_pause_and_leap(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.add_init_script(
        """window.buttons = {};
        const set = MediaSession.prototype.setActionHandler;
        MediaSession.prototype.setActionHandler = function (action, handler) {
          buttons[action] = handler;
          return set.call(this, action, handler);
        };"""
    )
    page.goto(address)
    wait_until(page, f"document.getElementById('audio').readyState >= 2 && {INNER}.story")
    page.keyboard.press("k")
    wait_until(page, "buttons.pause")
    page.evaluate("buttons.pause()")
    page.evaluate(f"{PLAYER}.seek(0)")
    for press, place in [
        ("buttons.seekforward({})", 15),
        ("buttons.seekbackward({seekOffset: 5})", 10),
        ("buttons.seekto({seekTime: 2})", 2),
    ]:
        page.evaluate(press)
        assert time_and_state(page) == (place, True)
    page.evaluate("buttons.play()")
    wait_until(page, "document.getElementById('audio').currentTime > 2.05")
    page.evaluate("buttons.pause()")
    assert time_and_state(page)[1] is True
    page.close()


LONG = Article(
    headline="A long story",
    blocks=tuple(
        Block(kind="paragraph", text=f"Paragraph {n} goes on for a while. It says little.")
        for n in range(80)
    ),
)

IN_VIEW = """(() => {
  const [range] = [...(CSS.highlights.get("earshot-sentence") ?? [])];
  const box = range?.getBoundingClientRect();
  return box?.top >= 0 && box.bottom <= document.querySelector(".dock").getBoundingClientRect().top;
})()"""


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_the_page_follows_the_voice_until_the_reader_scrolls(
    opened: Open, tmp_path: Path, motion: str
) -> None:
    recording = narrated(LONG, word=0.1, gap=0.02)
    audio = wav(tmp_path / "a.wav", recording.timeline.duration / RATE)
    page = opened(
        written(tmp_path, recording, audio),
        reduced_motion=motion,
        viewport={"width": 600, "height": 500},
    )
    follow = page.get_by_role("button", name="Back to current")
    page.keyboard.press("k")
    go(page, 60)
    wait_until(page, IN_VIEW)
    expect(follow).to_be_hidden()
    page.mouse.wheel(0, -900)
    expect(follow).to_be_visible()
    wait_until(page, f"!{IN_VIEW}")
    follow.click()
    expect(follow).to_be_hidden()
    wait_until(page, IN_VIEW)


def test_the_right_word_is_highlighted_on_a_page_of_20_000_words(
    opened: Open, tmp_path: Path
) -> None:
    text = " ".join(["Ten words stand in each of these many short sentences."] * 40)
    article = Article(
        headline="Endless", blocks=tuple(Block(kind="paragraph", text=text) for _ in range(50))
    )
    recording = narrated(article, word=0.03, gap=0.01)
    assert len(recording.words) > 20_000
    audio = wav(tmp_path / "a.wav", recording.timeline.duration / RATE)
    page = opened(written(tmp_path, recording, audio))
    places = [recording.start(n) + 5 for n in (1, 19_999, 10_000, 5, 15_123)]
    assert page.evaluate(LIT_AT, places) == [list(recording.lit(ms)) for ms in places]
    click_word(page, recording, 12_345)
    wait_until(page, f"{PLAYER}.currentWord > 12345")


def test_without_script_the_story_can_be_read_and_the_browser_plays_it(
    opened: Open, address: str
) -> None:
    page = opened(address, java_script_enabled=False)
    expect(page.locator("audio[controls]")).to_be_visible()
    expect(page.locator("audio")).to_have_attribute("src", re.compile("^data:audio/mpeg;base64,"))
    expect(page.locator("#b3")).to_be_visible()
    for unusable in (".chapters", "footer details"):
        expect(page.locator(unusable)).to_be_hidden()


def test_with_script_there_is_one_player_not_two(opened: Open, address: str) -> None:
    page = opened(address)
    expect(page.locator("audio")).to_be_hidden()
    expect(page.get_by_role("button", name="Play")).to_be_visible()


def test_every_control_has_a_name_and_every_id_is_its_own(opened: Open, address: str) -> None:
    page = opened(address)
    page.locator("summary").get_by_text("Keyboard shortcuts").click()
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")
    controls = [
        (node["role"]["value"], node.get("name", {}).get("value", ""))
        for node in tree["nodes"]
        if not node["ignored"]
        and node["role"]["value"] in {"button", "slider", "combobox", "checkbox", "link"}
    ]
    assert {role for role, _ in controls} == {"button", "slider", "combobox", "checkbox", "link"}
    assert [role for role, name in controls if not name.strip()] == []
    ids = page.eval_on_selector_all("[id]", "all => all.map(e => e.id)")
    assert len(ids) == len(set(ids))


CONTRASTS = """() => {
  const parsed = colour => (colour.match(/[\\d.]+/g) ?? []).map(Number);
  const light = colour => {
    const [r, g, b] = parsed(colour).slice(0, 3).map(c => c / 255)
      .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = e => {
    const colour = getComputedStyle(e).backgroundColor;
    return parsed(colour)[3] === 0 ? ground(e.parentElement) : colour;
  };
  const found = {};
  for (const e of document.querySelectorAll("body *")) {
    const own = [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
    if (!own || !e.checkVisibility()) continue;
    const pair = [light(getComputedStyle(e).color), light(ground(e))].sort((a, b) => b - a);
    found[`${e.localName}.${e.className}`] = (pair[0] + 0.05) / (pair[1] + 0.05);
  }
  for (const name of ["word", "sentence"]) {
    const look = getComputedStyle(document.querySelector("#b3"), `::highlight(earshot-${name})`);
    const pair = [light(look.color), light(look.backgroundColor)].sort((a, b) => b - a);
    found[name] = (pair[0] + 0.05) / (pair[1] + 0.05);
  }
  return found;
}"""


def test_all_text_has_enough_contrast(opened: Open, address: str, recording: Recording) -> None:
    page = opened(address, color_scheme="light", reduced_motion="reduce")
    go(page, recording.start(recording.number("mended")) / 1000)
    wait_until(page, f"{LIT_WORD} === 'mended'")
    found = {}
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found[scheme] = page.evaluate(CONTRASTS)
        assert {"word", "sentence"} <= set(found[scheme])
        low = {name: ratio for name, ratio in found[scheme].items() if ratio < 4.5}
        assert low == {}, scheme
    assert found["light"] != found["dark"]


def test_dark_and_light_colours_follow_the_preference_of_the_reader(
    opened: Open, address: str
) -> None:
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    dark, light = (opened(address, color_scheme=s).evaluate(ground) for s in ("dark", "light"))
    assert dark == "rgb(22, 21, 19)"
    assert light == "rgb(251, 250, 247)"


def test_reduced_motion_turns_transitions_off(opened: Open, address: str) -> None:
    page = opened(address, reduced_motion="reduce")
    assert page.evaluate(f"getComputedStyle({INNER}.controls.play).transitionDuration") == "0s"


def test_highlighting_a_word_does_not_change_the_layout(
    opened: Open, address: str, recording: Recording
) -> None:
    page = opened(address)
    boxes = (
        "all => all.map(e => { const b = e.getBoundingClientRect(); return [b.x, b.y, b.width] })"
    )
    before = page.eval_on_selector_all("article *", boxes)
    go(page, recording.start(recording.number("boat")) / 1000)
    wait_until(page, LIT_WORD)
    assert page.eval_on_selector_all("article *", boxes) == before


def test_nothing_sticks_out_of_a_narrow_screen(opened: Open, address: str) -> None:
    page = opened(address, viewport={"width": 320, "height": 700})
    for width in (320, 390, 768):
        page.set_viewport_size({"width": width, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth") == width
        for control in ("~=back", "~=play", "~=forward", "=position", "=time", "=speed"):
            expect(page.locator(f"[part{control}]")).to_be_in_viewport(ratio=1)


def test_a_large_recording_stays_beside_the_page_and_plays_from_there(
    browser: Browser, tmp_path: Path, recording: Recording
) -> None:
    audio = wav(tmp_path / "a b#1%20: ü.wav", 340, rate=48_000, width=2)
    assert audio.stat().st_size > read_along.MAX_EMBEDDED_BYTES
    address = written(tmp_path, recording, audio)
    assert (tmp_path / "page.html").stat().st_size < 150_000
    page = browser.new_page()
    watched = PageMonitor(page)
    page.goto(address)
    wait_until(page, f"{INNER}.story")
    click_word(page, recording, recording.number("mended"))
    wait_until(page, "document.getElementById('audio').currentTime > 10")
    assert set(watched.requested_urls(page_url=address)) == {audio.as_uri()}
    assert watched.errors == []
    page.close()


def test_a_missing_recording_shows_an_error(
    browser: Browser, tmp_path: Path, recording: Recording
) -> None:
    audio = wav(tmp_path / "a.wav", 340, rate=48_000, width=2)
    address = written(tmp_path, recording, audio)
    audio.unlink()
    page = browser.new_page()
    page.goto(address)
    expect(page.get_by_role("alert")).to_contain_text("keep it next to this page")
    page.close()


def test_the_embedded_audio_equals_the_file_and_is_never_whole_in_memory(
    tmp_path: Path, recording: Recording
) -> None:
    audio = tmp_path / "a.mp3"
    audio.write_bytes(np.random.default_rng(1).bytes(read_along.MAX_EMBEDDED_BYTES))
    tracemalloc.start()
    written(tmp_path, recording, audio)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 15_000_000
    page = (tmp_path / "page.html").read_text("utf-8")
    sound = re.search(r'src="data:audio/mpeg;base64,([^"]*)"', page)
    assert sound
    assert (
        hashlib.sha256(b64decode(sound[1])).digest() == hashlib.sha256(audio.read_bytes()).digest()
    )


def test_a_page_that_cannot_be_written_raises_an_error(
    tmp_path: Path, recording: Recording
) -> None:
    audio = wav(tmp_path / "a.wav", 1)
    with pytest.raises(Unwritable):
        written(audio, recording, audio)


def test_half_a_character_from_a_broken_page_does_not_stop_the_page(
    opened: Open, tmp_path: Path
) -> None:
    article = Article(headline="Half \ud83d here", blocks=(Block(kind="paragraph", text="Text."),))
    page = opened(written(tmp_path, narrated(article), wav(tmp_path / "a.wav", 6)))
    expect(page.get_by_role("heading", level=1)).to_have_text("Half \ufffd here")


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en-US", "ltr"),
        ("ar", "rtl"),
        ("he-IL", "rtl"),
        ("fa_IR", "rtl"),
        ("ur-PK", "rtl"),
        ("uz-Arab", "rtl"),
        ("ku-Latn-TR", "ltr"),
        ("", "ltr"),
    ],
)
def test_a_language_is_written_in_its_own_direction(language: str, expected: str) -> None:
    assert read_along.direction(language) == expected


def test_an_article_from_right_to_left_has_its_player_from_left_to_right(
    opened: Open, tmp_path: Path
) -> None:
    article = Article(
        headline="عودة العبارة",
        blocks=(Block(kind="paragraph", text="عادت العبارة إلى البحيرة."),),
        language="ar",
    )
    recording = narrated(article)
    seconds = recording.timeline.duration / RATE
    page = opened(written(tmp_path, recording, wav(tmp_path / "a.wav", seconds)))
    shown = "e => getComputedStyle(e).direction"
    assert page.eval_on_selector("#b0", shown) == "rtl"
    assert page.eval_on_selector("[part=position]", shown) == "ltr"
    assert page.locator("html").get_attribute("lang") == "ar"
    start = recording.start(recording.number("البحيرة"))
    assert page.evaluate(LIT_AT, [start]) == [list(recording.lit(start))]


def test_a_sentence_that_continues_in_the_next_block_has_one_id(
    opened: Open, tmp_path: Path
) -> None:
    blocks = (Block(kind="item", text="red,"), Block(kind="item", text="blue."))
    words = tuple(
        Word(text=block.text[:-1], spoken="x", block=n, start=0) for n, block in enumerate(blocks)
    )
    timings = tuple(Timing(word=w, start=n * RATE, end=n * RATE + 999) for n, w in enumerate(words))
    script = Script(
        article=Article(headline="", blocks=blocks), utterances=(Utterance(words=words),)
    )
    timeline = Timeline(rate=RATE, duration=2 * RATE, timings=timings, cues=(), chapters=())
    page = opened(written(tmp_path, Recording(script, timeline), wav(tmp_path / "a.wav", 2)))
    assert page.locator("h1").text_content() == "red,"
    assert page.evaluate(LIT_AT, [10, 1010]) == [["b0:0", "b0:0"], ["b1:0", "b0:0"]]
