"""The server under listeners: `python -m benchmarks.serving [clicks] [crowds] [memory]`, by default
all of them. Its own process, loopback only."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from playwright.sync_api import Page, sync_playwright

from benchmarks.story import story

PAGES, LIVE, FINISHED = 50, 50, 1_000
VISITS = 5
"""Pages that each visitor looks at, one after the other."""
A_SECOND = 8_000
"""Bytes of sound."""
SECONDS = 20
STORIES, SHORT = 1_000, 20
"""How many for the measure of memory, and of how many words each."""
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
PARTS = ("clicks", "crowds", "memory")


def main() -> None:
    wanted = sys.argv[1:] or PARTS
    with served() as (base, process):
        if "clicks" in wanted:
            clicks(base)
        if "crowds" in wanted:
            asyncio.run(crowds(base, process))
    if "memory" in wanted:
        with served() as (base, process):
            memory(base, process)


@contextmanager
def served() -> Iterator[tuple[str, int]]:
    with socket.socket() as probe, tempfile.TemporaryDirectory() as home:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
        probe.close()
        command = [sys.executable, "-m", "earshot", "serve", "--home", home, "--port", port]
        environment = os.environ | {"EARSHOT_RATE": "1000000", "EARSHOT_CACHE": f"{home}/cache"}
        server = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE)
        assert server.stdout
        server.stdout.readline()
        time.sleep(5)
        try:
            yield f"http://127.0.0.1:{port}", server.pid
        finally:
            server.terminate()
            server.communicate()


def sent(base: str, words: int, name: str) -> str:
    """A story that was never heard, read and ready to be played."""
    blocks = story(words).blocks
    text = "\n\n".join(f"{b.text} {name}." for b in blocks)
    told = CLIENT.post(f"{base}/v1/stories", json={"text": text, "title": name}).json()
    at: str = f"{base}/v1/stories/{told['id']}"
    while not CLIENT.get(at, params={"segments": False}).json()["revision"]:
        time.sleep(0.02)
    return str(told["id"])


def clicks(base: str) -> None:
    """From the click to `playing`, in chromium, and from a seek to a part that is not made."""
    with sync_playwright() as playwright:
        program = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page()
        for words in (1_000, 20_000):
            name = sent(base, words, f"Never heard {words}")
            page.goto(f"{base}/s/{name}")
            print(f"click to sound           {words:6,} words {playing(page, CLICK):6.0f} ms")
            time.sleep(1)
            print(f"seek to sound            {words:6,} words {playing(page, SEEK):6.0f} ms")
            page.goto("about:blank")
            CLIENT.delete(f"{base}/v1/stories/{name}")
        browser.close()


def playing(page: Page, act: str) -> float:
    return float(page.evaluate(FIRST_PLAYING.replace("ACT", act)))


def memory(base: str, process: int) -> None:
    """MB that the server and its processes hold, as stories are made, shown and put into feeds."""
    CLIENT.post(f"{base}/feeds", data={"kind": "library"})
    address = CLIENT.get(f"{base}/feeds").text.partition("<code>")[2].partition("</code>")[0]
    print(f"memory at the start      {resident(process)}")
    for number in range(1, STORIES + 1):
        sent(base, SHORT, f"Number {number}")
        if number in (STORIES // 10, STORIES // 2, STORIES):
            names = settled(base)
            for path in (base, address, *(f"{base}/s/{name}" for name in names)):
                CLIENT.get(path)
            print(f"memory, {number:5,} stories    {resident(process)}", flush=True)
    started = time.perf_counter()
    edition = CLIENT.post(f"{base}/v1/editions", json={}).json()["id"]
    while CLIENT.get(f"{base}/v1/stories/{edition}").json()["status"] != "succeeded":
        time.sleep(0.05)
    told = CLIENT.get(f"{base}/v1/stories/{edition}", params={"segments": False}).json()
    print(
        f"an edition of them       {resident(process)}, {told['words']:,} words,"
        f" {told['duration'] / 60_000:.0f} min in {time.perf_counter() - started:.1f} s"
    )


def settled(base: str) -> list[str]:
    """The newest stories, once nothing more is to be made."""
    query: dict[str, str | int] = {"view": "library", "limit": 200}
    while CLIENT.get(f"{base}/v1/stories", params=query | {"status": "doing"}).json()["count"]:
        time.sleep(0.2)
    stories = CLIENT.get(f"{base}/v1/stories", params=query).json()["stories"]
    return [story["id"] for story in stories]


def resident(process: int) -> str:
    """MB of the server, and of the processes that work for it."""
    tree, todo = list[int](), [process]
    while todo:
        tree.append(todo.pop())
        with contextlib.suppress(OSError):
            kin = Path(f"/proc/{tree[-1]}/task/{tree[-1]}/children").read_text().split()
            todo += map(int, kin)
    sizes = [_size(each) for each in tree]
    return f"{sizes[0]:4.0f} MB, its makers {sum(sizes[1:]):4.0f} MB"


def busy(process: int) -> float:
    """Seconds of a core that a process has taken."""
    numbers = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(numbers[11]) + int(numbers[12])) / os.sysconf("SC_CLK_TCK")


def _size(process: int) -> float:
    with contextlib.suppress(OSError):
        rows = Path(f"/proc/{process}/status").read_text().splitlines()
        return sum(int(row.split()[1]) / 1024 for row in rows if row.startswith("VmRSS"))
    return 0.0


async def crowds(base: str, process: int) -> None:
    done = await asyncio.to_thread(sent, base, 1_000, "Finished")
    limits = httpx.Limits(max_connections=2_000)
    async with httpx.AsyncClient(base_url=base, timeout=60, limits=limits) as client:
        while (await client.get(f"/v1/stories/{done}")).json()["status"] != "succeeded":
            await asyncio.sleep(0.2)
        for path in ("/", f"/s/{done}"):
            await pages(base, path)
            before, taken = busy(process), await pages(base, path)
            each = (busy(process) - before) / (PAGES * VISITS) * 1_000
            print(
                f"{PAGES} pages at once         {path[:3]:3} 95th percentile {taken:4.0f} ms,"
                f" {each:.2f} ms of a core each",
                flush=True,
            )
        listeners = [listen(client, f"/v1/stories/{done}/audio.mp3") for _ in range(FINISHED)]
        report(f"{FINISHED:,} listeners, finished", await asyncio.gather(*listeners))
        names = [await asyncio.to_thread(sent, base, 1_000, f"Live {n}") for n in range(LIVE)]
        live = [listen(client, f"/v1/stories/{name}/stream?from=300") for name in names]
        report(f"{LIVE} listeners, live", await asyncio.gather(*live))


async def pages(base: str, path: str) -> float:
    """The 95th percentile in ms of the requests of so many visitors at once, who speak HTTP by
    hand: a client library would be the slower side."""
    host = base.removeprefix("http://")
    asked = f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()

    async def visit() -> list[float]:
        name, _, port = host.partition(":")
        reader, writer = await asyncio.open_connection(name, int(port))
        taken = []
        for _ in range(VISITS):
            start = time.perf_counter()
            writer.write(asked)
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200"), head
            length = head.lower().partition(b"content-length: ")[2].partition(b"\r")[0]
            await reader.readexactly(int(length))
            taken.append((time.perf_counter() - start) * 1_000)
        writer.close()
        return taken

    found = await asyncio.gather(*(visit() for _ in range(PAGES)))
    return statistics.quantiles([each for visit in found for each in visit], n=20)[-1]


async def listen(client: httpx.AsyncClient, path: str) -> tuple[float, float]:
    """Take the sound as a player does; seconds to the first of it, and seconds of stalling."""
    start = time.perf_counter()
    first, stalled, got = 0.0, 0.0, 0
    async with client.stream("GET", path) as answer:
        async for piece in answer.aiter_bytes(16_384):
            now = time.perf_counter() - start
            first = first or now
            played = now - first - stalled
            stalled += max(0.0, played - got / A_SECOND)
            got += len(piece)
            if now > SECONDS:
                break
            await asyncio.sleep(max(0.0, got / A_SECOND - (now - first) - 10))
    return first, stalled


def report(name: str, found: list[tuple[float, float]]) -> None:
    stalls = sum(stalled > 0.25 for _, stalled in found)
    firsts = sorted(first for first, _ in found)
    print(
        f"{name:24} {stalls} stalled, first sound after {firsts[len(firsts) // 2]:.2f} s"
        f" (slowest {firsts[-1]:.2f} s)"
    )


if __name__ == "__main__":
    main()
