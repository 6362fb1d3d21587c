"""The server under load: `python -m benchmarks.serving [clicks] [crowds] [memory] [requests]`, by
default all of them. Separate process, loopback only."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

import httpx
from playwright.sync_api import Page, sync_playwright

from benchmarks.story import make_story

VISITORS, LIVE_LISTENERS, LISTENERS = 50, 50, 1_000
PAGES_PER_VISITOR = 5
"""Pages per visitor, in sequence."""
BYTES_PER_SECOND = 8_000
"""Audio bytes per second."""
LISTENING_SECONDS = 20
STORY_COUNT, SHORT_STORY_WORDS = 1_000, 20
"""Number of articles for the memory benchmark, and their length."""
FIRST_PLAYING = """(act) => new Promise((done) => {
  const audio = document.getElementById("audio");
  const start = performance.now();
  audio.addEventListener("playing", () => done(performance.now() - start), { once: true });
  ACT
})"""
CLICK = "document.getElementById('play').click();"
SEEK = """const seek = document.getElementById("seek");
  seek.value = String(Number(seek.max) * 0.8);
  seek.dispatchEvent(new Event("input"));"""


CLIENT = httpx.Client(timeout=60, trust_env=False)
BENCHMARKS = ("clicks", "crowds", "memory", "requests")
MEMORY_CHECKPOINTS = (1_000, 10_000)
"""Numbers of requests after which the memory is printed."""
PATHS = (
    *("/?", "/?search=council", "/?search=w{0}", "/?site=s{0}", "/settings?", "/feeds?", "/add?"),
    *("/v1/stories?limit=200", "/v1/stories?search=w{0}", "/v1/stories/nobody{0}?"),
    *("/s/{1}?", "/s/nobody{0}?", "/embed/{1}?", "/v1/stories/{1}?", "/v1/stories/{1}/timings?"),
    *("/v1/stories/{1}/audio.mp3?", "/v1/stories/{1}/transcript.vtt?", "/v1/stories/{1}/stream?"),
    *("{2}?", "/feeds/nobody{0}.xml?", "/cover.png?of={0}", "/v1/oembed?url={3}/s/{1}"),
    *("/player.js?", "/web/none{0}?", "/nothing/{0}?", "/metrics?", "/health/ready?"),
)
"""{0} is a number, {1} the id of a story, {2} the path of a feed, {3} the base URL."""


def main() -> None:
    selected = sys.argv[1:] or BENCHMARKS
    with run_server() as (base, process):
        if "clicks" in selected:
            measure_clicks(base)
        if "crowds" in selected:
            asyncio.run(measure_crowds(base, process))
    if "memory" in selected:
        with run_server() as (base, process):
            measure_memory(base, process)
    if "requests" in selected:
        with run_server() as (base, process):
            measure_requests(base, process)


@contextmanager
def run_server() -> Iterator[tuple[str, int]]:
    with tempfile.TemporaryDirectory() as data_dir, start_server(Path(data_dir)) as server:
        time.sleep(5)
        yield server


@contextmanager
def start_server(
    data_dir: Path, variables: Mapping[str, str] = MappingProxyType({})
) -> Iterator[tuple[str, int]]:
    """Start a server on this directory; its address and process when it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    command = [sys.executable, "-m", "earshot", "serve", "--data-dir", str(data_dir)]
    command += ["--port", port]
    settings = {"EARSHOT_RATE_LIMIT": "1000000", "EARSHOT_CACHE": f"{data_dir}/cache"}
    base, environment = f"http://127.0.0.1:{port}", os.environ | settings | dict(variables)
    server = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE)
    assert server.stdout
    server.stdout.readline()
    try:
        while True:
            with contextlib.suppress(httpx.TransportError):
                CLIENT.get(f"{base}/health/live")
                break
        yield base, server.pid
    finally:
        server.terminate()
        server.communicate()


def send_story(base: str, words: int, name: str) -> str:
    """Submit an article without a recording; returns when it is ready to play."""
    blocks = make_story(words).blocks
    text = "\n\n".join(f"{b.text} {name}." for b in blocks)
    created = CLIENT.post(f"{base}/v1/stories", json={"text": text, "title": name}).json()
    url: str = f"{base}/v1/stories/{created['id']}"
    while not CLIENT.get(url, params={"segments": False}).json()["revision"]:
        time.sleep(0.02)
    return str(created["id"])


def measure_clicks(base: str) -> None:
    """From the click to `playing` in Chromium, and from a seek to an unsynthesized part."""
    with sync_playwright() as playwright:
        program = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page()
        for words in (1_000, 20_000):
            name = send_story(base, words, f"Never played {words}")
            page.goto(f"{base}/s/{name}")
            print(
                f"click to sound           {words:6,} words {time_to_playing(page, CLICK):6.0f} ms"
            )
            time.sleep(1)
            print(
                f"seek to sound            {words:6,} words {time_to_playing(page, SEEK):6.0f} ms"
            )
            page.goto("about:blank")
            CLIENT.delete(f"{base}/v1/stories/{name}")
        browser.close()


def time_to_playing(page: Page, action: str) -> float:
    return float(page.evaluate(FIRST_PLAYING.replace("ACT", action)))


def measure_memory(base: str, process: int) -> None:
    """MB of the server and its processes while articles are created, viewed and added to feeds."""
    address = find_feed(base)
    print(f"memory at the start      {describe_memory(process)}")
    for number in range(1, STORY_COUNT + 1):
        send_story(base, SHORT_STORY_WORDS, f"Number {number}")
        if number in (STORY_COUNT // 10, STORY_COUNT // 2, STORY_COUNT):
            names = wait_until_idle(base)
            for path in (base, address, *(f"{base}/s/{name}" for name in names)):
                CLIENT.get(path)
            print(f"memory, {number:5,} stories    {describe_memory(process)}", flush=True)
    started = time.perf_counter()
    edition = CLIENT.post(f"{base}/v1/editions", json={}).json()["id"]
    while CLIENT.get(f"{base}/v1/stories/{edition}").json()["status"] != "succeeded":
        time.sleep(0.05)
    edition_story = CLIENT.get(f"{base}/v1/stories/{edition}", params={"segments": False}).json()
    print(
        f"an edition of them       {describe_memory(process)}, {edition_story['words']:,} words,"
        f" {edition_story['duration'] / 60_000:.0f} min in {time.perf_counter() - started:.1f} s"
    )


def measure_requests(base: str, process: int) -> None:
    """MB after many requests of all kinds, most of them for an address that is new each time."""
    story = send_story(base, SHORT_STORY_WORDS, "Requested")
    wait_until_idle(base)
    feed = find_feed(base).removeprefix(base)
    paths = [path.replace("{1}", story).replace("{2}", feed).replace("{3}", base) for path in PATHS]
    measure_request_memory(base, process, paths)


def measure_request_memory(base: str, process: int, paths: Sequence[str]) -> None:
    """MB after each number of requests for these paths in turn."""
    sent = 0
    for count in MEMORY_CHECKPOINTS:
        for number in range(sent, count):
            path = paths[number % len(paths)].replace("{0}", str(number))
            CLIENT.get(f"{base}{path}&_={number}")
        sent = count
        print(f"memory, {count:6,} requests  {describe_memory(process)}", flush=True)


def find_feed(base: str) -> str:
    """The address of a new feed of the library."""
    CLIENT.post(f"{base}/feeds", data={"kind": "library"})
    found = re.search(r"/feeds/[\w-]+\.xml", CLIENT.get(f"{base}/feeds").text)
    assert found
    return f"{base}{found[0]}"


def wait_until_idle(base: str) -> list[str]:
    """Wait until the newest articles need no more synthesis."""
    query: dict[str, str | int] = {"view": "library", "limit": 200}
    while CLIENT.get(f"{base}/v1/stories", params=query | {"status": "doing"}).json()["total"]:
        time.sleep(0.2)
    stories = CLIENT.get(f"{base}/v1/stories", params=query).json()["stories"]
    return [story["id"] for story in stories]


def describe_memory(process: int) -> str:
    """MB of the server and of its worker processes."""
    tree, pending = list[int](), [process]
    while pending:
        tree.append(pending.pop())
        with contextlib.suppress(OSError):
            children = Path(f"/proc/{tree[-1]}/task/{tree[-1]}/children").read_text().split()
            pending += map(int, children)
    sizes = [_resident_megabytes(each) for each in tree]
    return f"{sizes[0]:4.0f} MB, its workers {sum(sizes[1:]):4.0f} MB"


def cpu_seconds(process: int) -> float:
    """CPU seconds of a process."""
    numbers = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(numbers[11]) + int(numbers[12])) / os.sysconf("SC_CLK_TCK")


def _resident_megabytes(process: int) -> float:
    with contextlib.suppress(OSError):
        rows = Path(f"/proc/{process}/status").read_text().splitlines()
        return sum(int(row.split()[1]) / 1024 for row in rows if row.startswith("VmRSS"))
    return 0.0


async def measure_crowds(base: str, process: int) -> None:
    done = await asyncio.to_thread(send_story, base, 1_000, "Finished")
    # The server closes idle connections, and one could be used just then.
    limits = httpx.Limits(max_connections=2_000, max_keepalive_connections=0)
    async with httpx.AsyncClient(base_url=base, timeout=60, limits=limits) as client:
        while (await client.get(f"/v1/stories/{done}")).json()["status"] != "succeeded":
            await asyncio.sleep(0.2)
        for path in ("/", f"/s/{done}"):
            await measure_pages(base, path)
            before, taken = cpu_seconds(process), await measure_pages(base, path)
            each = (cpu_seconds(process) - before) / (VISITORS * PAGES_PER_VISITOR) * 1_000
            print(
                f"{VISITORS} pages at once         {path[:3]:3} 95th percentile {taken:4.0f} ms,"
                f" {each:.2f} ms of a core each",
                flush=True,
            )
        listeners = [listen(client, f"/v1/stories/{done}/audio.mp3") for _ in range(LISTENERS)]
        print_stalls(f"{LISTENERS:,} listeners, finished", await asyncio.gather(*listeners))
        names = [
            await asyncio.to_thread(send_story, base, 1_000, f"Live {n}")
            for n in range(LIVE_LISTENERS)
        ]
        live = [listen(client, f"/v1/stories/{name}/stream?start_word=300") for name in names]
        print_stalls(f"{LIVE_LISTENERS} listeners, live", await asyncio.gather(*live))


async def measure_pages(base: str, path: str) -> float:
    """The 95th percentile in ms of the requests of concurrent visitors. They write raw HTTP,
    because a client library would be slower than the server."""
    host = base.removeprefix("http://")
    request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()

    async def visit() -> list[float]:
        name, _, port = host.partition(":")
        reader, writer = await asyncio.open_connection(name, int(port))
        times = []
        for _ in range(PAGES_PER_VISITOR):
            start = time.perf_counter()
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200"), head
            length = head.lower().partition(b"content-length: ")[2].partition(b"\r")[0]
            await reader.readexactly(int(length))
            times.append((time.perf_counter() - start) * 1_000)
        writer.close()
        return times

    found = await asyncio.gather(*(visit() for _ in range(VISITORS)))
    return statistics.quantiles([each for visit in found for each in visit], n=20)[-1]


async def listen(client: httpx.AsyncClient, path: str) -> tuple[float, float]:
    """Stream the audio as a player does. Returns seconds to the first byte, and seconds of
    stalling."""
    start = time.perf_counter()
    first, stalled, received = 0.0, 0.0, 0
    async with client.stream("GET", path) as response:
        async for chunk in response.aiter_bytes(16_384):
            now = time.perf_counter() - start
            first = first or now
            played = now - first - stalled
            stalled += max(0.0, played - received / BYTES_PER_SECOND)
            received += len(chunk)
            if now > LISTENING_SECONDS:
                break
            await asyncio.sleep(max(0.0, received / BYTES_PER_SECOND - (now - first) - 10))
    return first, stalled


def print_stalls(name: str, found: list[tuple[float, float]]) -> None:
    stalls = sum(stalled > 0.25 for _, stalled in found)
    firsts = sorted(first for first, _ in found)
    print(
        f"{name:24} {stalls} stalled, first sound after {firsts[len(firsts) // 2]:.2f} s"
        f" (slowest {firsts[-1]:.2f} s)"
    )


if __name__ == "__main__":
    main()
