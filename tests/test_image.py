"""The container image, built and run without a container engine.

It takes two minutes and needs root rights, mmdebstrap and a package index, so it runs by choice:
`EARSHOT_TEST_IMAGE=yes python -m pytest --timeout 0 tests/test_image.py`. Instead of "yes" it can
name the paths of a local package index and of pip's configuration, separated by spaces.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import httpx
import pytest
from image_build import ImageBuild, count_megabytes, read_instructions
from serving import ServerProcess, free_port, story_markdown

ROOT = Path(__file__).resolve().parents[1]
CONTAINERFILE = ROOT / "deploy/Containerfile"
CHOICE = os.environ.get("EARSHOT_TEST_IMAGE", "")
PASSWORD = "a long password"
needs_choice = pytest.mark.skipif(
    not CHOICE or not shutil.which("mmdebstrap"),
    reason="left out: it takes minutes; set EARSHOT_TEST_IMAGE and install mmdebstrap",
)


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ImageBuild]:
    work_dir = tmp_path_factory.mktemp("image")
    build = ImageBuild(CONTAINERFILE, work_dir, CHOICE.split() if "/" in CHOICE else [])
    try:
        build.build()
        yield build
    finally:
        shutil.rmtree(work_dir)


@contextmanager
def running_container(image: ImageBuild, port: str) -> Iterator[int]:
    """The process of the server. It must end without an error on SIGTERM."""
    command = [*image.commands["ENTRYPOINT"], *image.commands["CMD"]]
    starter = image.start(command, EARSHOT_PORT=port, EARSHOT_PASSWORD=PASSWORD)
    assert starter.stdout
    assert starter.stdout.readline().startswith(b"Earshot is at")
    [server] = [
        process for process, line in list_processes(image.root) if b"serve" in line.split(b"\0")
    ]
    try:
        ServerProcess.wait_until(lambda: is_healthy(image, port))
        yield server
    finally:
        os.kill(server, signal.SIGTERM)
        starter.communicate(timeout=60)
    assert starter.returncode == 0
    assert not is_healthy(image, port)


def test_the_build_knows_each_instruction_of_the_containerfile() -> None:
    names = [name for name, _ in read_instructions(CONTAINERFILE.read_text("utf-8"))]
    assert not [name for name in names if not hasattr(ImageBuild, f"_do_{name.lower()}")]
    assert {"FROM", "RUN", "COPY", "USER", "VOLUME", "HEALTHCHECK", "CMD"} <= set(names)


@needs_choice
def test_the_image_serves_as_an_unprivileged_user_and_stops_cleanly(image: ImageBuild) -> None:
    port = str(free_port())
    with (
        running_container(image, port) as server,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False) as client,
    ):
        status = Path(f"/proc/{server}/status").read_text("utf-8")
        assert re.findall(r"^[UG]id:\s+(\d+)", status, re.M) == ["10001", "10001"]
        assert client.post("/login", data={"password": PASSWORD}).status_code == 303
        for voice in ("", "flite:slt"):
            fields = {"markdown": story_markdown(), "language": "en", "voice": voice}
            story = client.post("/v1/stories", json=fields).json()["id"]
            address = f"/v1/stories/{story}"
            ServerProcess.wait_until(partial(is_recorded, client, address))
            assert client.get(address).json()["voice"] == (voice or "house:kathleen")
            assert client.get(f"{address}/audio.mp3").content.startswith((b"ID3", b"\xff"))
    check_files(image, story)


def check_files(image: ImageBuild, story: str) -> None:
    """All files are in the volume, and only for the user of the image."""
    assert image.volumes == ["/data"]
    data = image.root / "data"
    assert (data.stat().st_mode & 0o777, data.stat().st_uid) == (0o700, 10_001)
    assert (data / "stories" / story).is_dir()
    owned = (path for path in image.root.rglob("*") if path.lstat().st_uid == 10_001)
    assert {path.relative_to(image.root).parts[0] for path in owned} == {"data"}


@needs_choice
def test_the_guide_tells_the_size_of_the_image(image: ImageBuild) -> None:
    guide = (ROOT / "docs/how-to/deploy-the-server.md").read_text("utf-8")
    told = re.search(r"with its libraries adds (\d+) MB", guide)
    assert told
    size = count_megabytes(image.root / "opt/earshot")
    assert size == pytest.approx(int(told[1]), rel=0.1)


def is_recorded(client: httpx.Client, address: str) -> bool:
    return bool(client.get(address).json()["status"] == "succeeded")


def is_healthy(image: ImageBuild, port: str) -> bool:
    check = image.start(image.commands["HEALTHCHECK"], EARSHOT_PORT=port)
    check.communicate(timeout=60)
    return check.returncode == 0


def list_processes(root: Path) -> Iterator[tuple[int, bytes]]:
    """The processes in the root, and their commands."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if (folder / "root").resolve() == root:
                yield int(folder.name), (folder / "cmdline").read_bytes()
        except OSError:
            continue  # it has ended
