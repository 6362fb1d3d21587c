"""The player on a page in Chromium: `python -m benchmarks.player`. Loopback only, 10 minutes.

The highlight is compared with the audio itself. The recording consists of tones, with alternating
pitches for the words. An AudioWorklet detects the start of each word on the clock of the audio
output.
"""

from __future__ import annotations

import gzip
import shutil
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import uvicorn
from playwright.sync_api import Browser, CDPSession, Page, sync_playwright
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from benchmarks.serving import run_server, send_story
from benchmarks.story import make_story
from earshot import narrate, save
from earshot.model import Article, Narration, Segment
from earshot.player.built_scripts import first_script, parts_folder, player_parts

PITCHES = (750.0, 3000.0)
"""Hz: whole periods in the 128 samples of a worklet's step at 48 kHz."""
SPEEDS = (0.5, 1.0, 3.0)
LISTENING_SECONDS = 20
"""Seconds of listening at each speed."""
LONG_STORY_WORDS = 20_000
"""Words."""
MAX_SPEED = 16
"""The speed at which Chromium plays an hour in four minutes."""
MEMORY_SAMPLES = 6
PAGE = """<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>A story</title>
<link rel="icon" href="data:,">
<style>earshot-player {{ display: block; min-height: 7.5rem }}</style>
<article><h1>{headline}</h1><earshot-player timings="{name}.json"></earshot-player>{text}</article>
<script src="player.js"></script></html>"""
PLAYER = "document.querySelector('earshot-player')"
INNER = f"{PLAYER}?.[Symbol.for('earshot.player')]?"
INNER_PLAYER = f"{PLAYER}[Symbol.for('earshot.player')]"
WAIT_UNTIL_READY = (
    f"""async () => {{ while (!{INNER}.story) await new Promise(done => setTimeout(done, 10)); }}"""
)
TIME_TO_UPGRADE = """() => { const [script] = performance.getEntriesByType('resource')
  .filter(each => each.name.endsWith('player.js'));
  return window.upgraded - script.responseEnd; }"""
ADD_FIRST_SCRIPT = f"""() => new Promise(done => {{
  const script = document.createElement('script');
  script.src = 'player.js';
  script.onload = () => done({PLAYER}.getBoundingClientRect().height);
  document.head.append(script); }})"""
MARK_UPGRADE = """const define = customElements.define.bind(customElements);
customElements.define = (name, type) => { define(name, type);
  document.querySelector(name).getBoundingClientRect(); window.upgraded = performance.now(); };"""
CLICK_TO_PLAY = f"""() => new Promise(done => {{ const player = {INNER_PLAYER}; let start = 0;
  player.audio.addEventListener('playing', () => done(performance.now() - start), {{once: true}});
  start = performance.now(); player.controls.play.click(); }})"""
WORKLET = """registerProcessor('ear', class extends AudioWorkletProcessor {
  process([[sound]]) {
    if (sound) this.port.postMessage([currentTime, ...[750, 3000].map(pitch => {
      let re = 0, im = 0;
      sound.forEach((each, n) => {
        const turn = 2 * Math.PI * pitch * n / sampleRate;
        re += each * Math.cos(turn); im += each * Math.sin(turn); });
      return Math.hypot(re, im) / sound.length; })]);
    return true; } });"""
MEASURE_HIGHLIGHT = f"""async ([speed, seconds]) => {{
  const player = {INNER_PLAYER};
  const context = new AudioContext({{sampleRate: 48000}});
  await context.audioWorklet.addModule('ear.js');
  const ear = new AudioWorkletNode(context, 'ear');
  const heard = [], lit = [];
  ear.port.onmessage = ({{data}}) => heard.push(data);
  context.createMediaElementSource(player.audio).connect(ear).connect(context.destination);
  const show = player.highlighter.show.bind(player.highlighter);
  let last = -1;
  player.highlighter.show = (story, word, sentence) => {{
    show(story, word, sentence);
    if (word < 0 || word === last) return;
    last = word;
    const out = context.getOutputTimestamp();
    lit.push([word, out.contextTime + (performance.now() - out.performanceTime) / 1000]);
  }};
  player.seek(0);
  player.playbackRate = speed;
  await player.play();
  await new Promise(done => setTimeout(done, 1000 * seconds));
  player.pause();
  await context.close();
  return [heard, lit];
}}"""
OBSERVE_PERFORMANCE = """() => { window.long = []; window.shift = 0;
  new PerformanceObserver(list => list.getEntries().forEach(e => long.push(e.duration)))
    .observe({type: 'longtask'});
  new PerformanceObserver(list => list.getEntries().forEach(e => { shift += e.value; }))
    .observe({type: 'layout-shift'}); }"""


def main() -> None:
    print_sizes()
    with tempfile.TemporaryDirectory() as folder, launch_browser() as browser:
        site = Path(folder)
        write_scripts(site)
        (site / "ear.js").write_text(WORKLET, "utf-8")
        publish_page(site, "short", make_story(400))
        publish_page(site, "long", make_story(LONG_STORY_WORDS))
        with serve_folder(site) as base:
            measure_interactive(browser, base)
            measure_work(browser, base)
            for speed in SPEEDS:
                measure_highlight(browser, base, speed)
            measure_long_story(browser, base)
    with run_server() as (base, _), launch_browser() as browser:
        measure_click_to_play(browser, base)


def print_sizes() -> None:
    """What a page in English loads."""
    first, rest = first_script().encode(), player_parts()["rest.js"]
    sizes = [len(gzip.compress(code, 9)) for code in (first, rest)]
    print(f"script                   {sizes[0]:,} + {sizes[1]:,} = {sum(sizes):,} bytes gz")


def write_scripts(site: Path, name: str = "player.js") -> None:
    """Write the first script under this name, and the parts that it loads."""
    (site / name).write_text(first_script(), "utf-8")
    for part, code in player_parts().items():
        file = site / parts_folder() / part
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(code)


class ToneSegments:
    """Segments of a narration in which every word is a tone."""

    def __init__(self, narration: Narration) -> None:
        self._segments = narration.segments
        words = [word for each in narration.script.utterances for word in each.words]
        self._word_index = {id(word): number for number, word in enumerate(words)}

    def __iter__(self) -> Iterator[Segment]:
        return map(self._replace_with_tones, self._segments)

    def starting_at(self, utterance: int) -> Iterator[Segment]:
        return map(self._replace_with_tones, self._segments.starting_at(utterance))

    def _replace_with_tones(self, segment: Segment) -> Segment:
        samples = np.zeros_like(segment.samples)
        for timing in segment.timings:
            pitch = PITCHES[self._word_index[id(timing.word)] % 2]
            wave = np.arange(timing.end - timing.start) / 24_000 * 2 * np.pi * pitch
            samples[timing.start - segment.start : timing.end - segment.start] = 0.3 * np.sin(wave)
        return replace(segment, samples=samples)


def publish_page(site: Path, name: str, article: Article) -> None:
    """Write a page and its recording of tones."""
    narration = narrate(article, voice="silent:reader", intro=False)
    save(replace(narration, segments=ToneSegments(narration)), site / f"{name}.mp3")
    tags = {"heading": "h2"}
    text = "\n".join(
        f"<{tags.get(each.kind, 'p')}>{each.text}</{tags.get(each.kind, 'p')}>"
        for each in article.blocks
    )
    page = PAGE.format(headline=article.headline, name=name, text=text)
    (site / f"{name}.html").write_text(page, "utf-8")


@contextmanager
def serve_folder(folder: Path, middleware: Sequence[Middleware] = ()) -> Iterator[str]:
    """Serve the folder on loopback, with byte ranges."""
    routes = [Mount("/", StaticFiles(directory=folder, html=True))]
    app = Starlette(routes=routes, middleware=list(middleware))
    config = uvicorn.Config(app, port=0, log_level="critical", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


@contextmanager
def launch_browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        program = shutil.which("chromium")
        quiet = ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"]
        browser = playwright.chromium.launch(executable_path=program, args=quiet)
        yield browser
        browser.close()


@contextmanager
def open_page(browser: Browser, url: str, script: str = "") -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1000, "height": 800})
    page = context.new_page()
    if script:
        page.add_init_script(script)
    page.goto(url)
    page.evaluate(WAIT_UNTIL_READY)
    yield page
    context.close()


def measure_interactive(browser: Browser, base: str) -> None:
    """From the script's last byte to a player that is rendered and clickable."""
    times = []
    for _ in range(15):
        with open_page(browser, f"{base}/short.html", MARK_UPGRADE) as page:
            times.append(float(page.evaluate(TIME_TO_UPGRADE)))
    print_times("script to interactive", times)


def measure_work(browser: Browser, base: str) -> None:
    """CPU time of the main thread for the first script and for the rest, with styles and layout.

    Unlike the time that passes, it hardly depends on what else the machine does.
    """
    first, all_parts = [], []
    for _ in range(15):
        context = browser.new_context(viewport={"width": 1000, "height": 800})
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        page.route("**/player.js", lambda route: route.abort(), times=1)
        page.goto(f"{base}/short.html")
        start = task_milliseconds(session)
        page.evaluate(ADD_FIRST_SCRIPT)
        first.append(task_milliseconds(session) - start)
        page.evaluate(WAIT_UNTIL_READY)
        all_parts.append(task_milliseconds(session) - start)
        context.close()
    print_times("CPU of the first script", first)
    print_times("CPU until ready", all_parts)


def task_milliseconds(session: CDPSession) -> float:
    metrics = session.send("Performance.getMetrics")["metrics"]
    return 1000 * float(next(each["value"] for each in metrics if each["name"] == "TaskDuration"))


def measure_highlight(browser: Browser, base: str, speed: float) -> None:
    """Delay of the highlight of each word after the start of its tone in the output; + is late."""
    with open_page(browser, f"{base}/short.html") as page:
        tones, highlights = page.evaluate(MEASURE_HIGHLIGHT, [speed, LISTENING_SECONDS])
    times, *levels = np.array(tones).T
    errors = []
    for word, at in highlights[2:]:
        level = levels[word % 2]
        is_near = (times > at - 0.25) & (times < at + 0.25)
        is_onset = is_near[1:] & (level[1:] >= 0.06) & (level[:-1] < 0.06)
        onsets = times[1:][is_onset]
        if len(onsets):
            errors.append(1000 * float(min(at - onsets, key=abs)))
    print(
        f"light at {speed:3.1f} ×           {len(errors)} of {len(highlights) - 2} words, median"
        f" {statistics.median(errors):+.0f} ms, 95 % within"
        f" {np.quantile(np.abs(errors), 0.95):.0f} ms, largest {np.max(np.abs(errors)):.0f} ms"
    )


def measure_long_story(browser: Browser, base: str) -> None:
    """Long tasks and layout shifts of a very long article, and memory over an hour of accelerated
    playback."""
    with open_page(browser, f"{base}/long.html") as page:
        heap = page.context.new_cdp_session(page)
        page.evaluate(f"{PLAYER}.toggleTranscript()")
        time.sleep(1)
        page.evaluate(OBSERVE_PERFORMANCE)
        page.evaluate(f"{PLAYER}.play()")
        for speed in (1, 3):
            page.evaluate(f"() => {{ {PLAYER}.playbackRate = {speed}; }}")
            time.sleep(LISTENING_SECONDS)
            print_long_tasks(page, f"{LISTENING_SECONDS} s at {speed} ×, {LONG_STORY_WORDS:,}")
        page.evaluate(
            f"() => {{ {PLAYER}[Symbol.for('earshot.player')].audio.playbackRate = {MAX_SPEED}; }}"
        )
        heap_sizes = []
        for _ in range(MEMORY_SAMPLES + 1):
            heap_sizes.append(heap_megabytes(heap))
            time.sleep(3600 / MAX_SPEED / MEMORY_SAMPLES)
        position = float(page.evaluate(f"{PLAYER}.currentTime")) / 60
    steps = " ".join(f"{each:.1f}" for each in heap_sizes)
    print(
        f"memory                   {steps} MB of JavaScript,"
        f" {position:.0f} min into {LONG_STORY_WORDS:,} words"
    )


def print_long_tasks(page: Page, name: str) -> None:
    long, shift = page.evaluate("[long, shift]")
    print(
        f"{name:24} {len(long)} tasks above 50 ms (longest {max(long, default=0):.0f} ms),"
        f" layout shift {shift:.3f}"
    )
    page.evaluate("() => { window.long.length = 0; window.shift = 0; }")


def heap_megabytes(heap: CDPSession) -> float:
    """Heap size after garbage collection."""
    heap.send("HeapProfiler.collectGarbage")
    usage: dict[str, Any] = heap.send("Runtime.getHeapUsage")
    return float(usage["usedSize"]) / 1e6


def measure_click_to_play(browser: Browser, base: str) -> None:
    """From the click to the sound, in the iframe of an article without a recording."""
    for words in (1_000, LONG_STORY_WORDS):
        times = []
        for number in range(5):
            name = send_story(base, words, f"Never played {words} {number}")
            with open_page(browser, f"{base}/embed/{name}") as page:
                times.append(float(page.evaluate(CLICK_TO_PLAY)))
        print_times(f"click to sound, {words:,}", times)


def print_times(name: str, times: list[float]) -> None:
    print(f"{name:24} median {statistics.median(times):.0f} ms, largest {max(times):.0f} ms")


if __name__ == "__main__":
    main()
