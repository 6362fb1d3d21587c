import hashlib
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from loopback import serve_in_thread
from neural import install_kokoro, install_piper

from earshot.cli import main
from earshot.errors import InstallFailed, UnknownVoice
from earshot.voices import download
from earshot.voices.catalogue import InstallableVoice, list_installable
from earshot.voices.install import install, remove
from earshot.voices.registry import default_voice, list_voices
from earshot.voices.style_vectors import STYLE_BYTES


class Web(ThreadingHTTPServer):
    """Serves files on loopback, with faults."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Door)
        self.files: dict[str, bytes] = {}
        self.asked: list[tuple[str, str]] = []
        self.waited = threading.Event()
        self.ways: list[str] = []
        """Faults of the next responses, in order."""

    def url(self, name: str) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/{name}"


class Door(BaseHTTPRequestHandler):
    server: Web

    def log_message(self, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        name, span = self.path[1:], self.headers.get("Range", "")
        self.server.asked.append((name, span))
        way = self.server.ways.pop(0) if self.server.ways else ""
        if way == "slow" and span:
            way = ""
        if name not in self.server.files or way == "503":
            return self.send_error(503 if way else 404)
        whole = self.server.files[name]
        if way.startswith("http"):
            self.send_response(302)
            self.send_header("Location", way)
            self.send_header("Content-Length", "0")
            return self.end_headers()
        start = int(span.removeprefix("bytes=").rstrip("-")) if span and way != "ignore" else 0
        if start >= len(whole):
            return self.send_error(416)
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(whole) - 1}/{len(whole)}")
        self.send_header("Content-Type", "text/html" if way == "html" else "binary/octet-stream")
        size = 3 << 30 if way == "huge" else len(whole) - start
        self.send_header("Content-Length", str(size))
        self.end_headers()
        part = whole[start:]
        self.wfile.write(part[: len(part) // 2] if way in ("half", "slow") else part)
        if way == "slow":
            self.wfile.flush()
            self.server.waited.wait(5)
        return None


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    monkeypatch.setattr(download, "RETRY_DELAY_SECONDS", 0.01)
    server = Web()
    with serve_in_thread(server):
        yield server


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EARSHOT_VOICES", str(tmp_path / "voices"))
    return tmp_path / "voices"


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A Piper voice outside of the voice directory."""
    return install_piper(tmp_path / "elsewhere")


def served(web: Web, model: Path) -> str:
    for file in (model, model.with_name(f"{model.name}.json")):
        web.files[file.name] = file.read_bytes()
    return web.url(model.name)


def left(folder: Path) -> list[str]:
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())


def small_disk() -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, 2_000))


TWO = ["piper/en_US-test-medium.onnx", "piper/en_US-test-medium.onnx.json"]


def test_a_file_is_installed_and_becomes_the_default(folder: Path, model: Path) -> None:
    install(str(model))
    assert left(folder) == TWO
    assert default_voice("en-US").name == "piper:en_US-test-medium"


def test_an_address_is_installed_with_its_configuration(
    folder: Path, model: Path, web: Web
) -> None:
    told: list[tuple[str, int, int]] = []
    placed = install(served(web, model), progress=lambda *each: told.append(each))
    assert left(folder) == TWO
    size = model.stat().st_size
    assert (model.name, size, size) in told
    assert placed[-1].sha256 == hashlib.sha256(model.read_bytes()).hexdigest()


def test_a_name_of_the_catalogue_is_installed_from_where_it_says(
    folder: Path, model: Path, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = InstallableVoice(
        name="mine", language="en-US", licence="CC0", size_mb=1, urls=(served(web, model),)
    )
    monkeypatch.setattr("earshot.voices.catalogue.list_installable", lambda: [known])
    install("mine")
    assert left(folder) == TWO


def test_a_file_with_another_checksum_is_not_installed(
    folder: Path, model: Path, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = served(web, model)
    known = InstallableVoice(
        name="mine", language="en-US", licence="CC0", size_mb=1, urls=(url,), md5="0" * 32
    )
    monkeypatch.setattr("earshot.voices.catalogue.list_installable", lambda: [known])
    with pytest.raises(InstallFailed, match="its MD5 is"):
        install("mine")
    assert left(folder) == []
    listed = hashlib.md5(model.read_bytes(), usedforsecurity=False).hexdigest()
    monkeypatch.setattr(
        "earshot.voices.catalogue.list_installable", lambda: [replace(known, md5=listed)]
    )
    install("mine")
    assert left(folder) == TWO


@pytest.mark.parametrize("way", ["half", "503"])
def test_a_connection_that_breaks_is_taken_up_again(
    folder: Path, model: Path, web: Web, way: str
) -> None:
    url = served(web, model)
    web.ways = [way]
    install(url)
    assert left(folder) == TWO
    assert (folder / TWO[0]).read_bytes() == model.read_bytes()
    if way == "half":
        assert web.asked[1] == (model.name, f"bytes={model.stat().st_size // 2}-")


def test_the_next_run_resumes_the_interrupted_download(folder: Path, model: Path, web: Web) -> None:
    url = served(web, model)
    web.ways = ["half", *["503"] * 3]
    with pytest.raises(InstallFailed, match="503"):
        install(url)
    assert not list(folder.glob("piper/*"))
    asked = len(web.asked)
    install(url)
    assert web.asked[asked][1].startswith("bytes=")
    assert (folder / TWO[0]).read_bytes() == model.read_bytes()


def test_a_server_that_knows_no_ranges_sends_it_all_again(
    folder: Path, model: Path, web: Web
) -> None:
    url = served(web, model)
    web.ways = ["half", "ignore"]
    install(url)
    assert (folder / TWO[0]).read_bytes() == model.read_bytes()


def test_a_wrong_checksum_installs_nothing(folder: Path, model: Path, web: Web) -> None:
    for source in (str(model), served(web, model)):
        with pytest.raises(InstallFailed, match="SHA-256"):
            install(source, checksum="0" * 64)
        assert left(folder) == []
    install(str(model), checksum=hashlib.sha256(model.read_bytes()).hexdigest().upper())
    assert left(folder) == TWO


def test_a_redirect_on_the_same_server_is_followed(folder: Path, model: Path, web: Web) -> None:
    url = served(web, model)
    web.ways = [web.url(model.name)]
    install(url)
    assert (folder / TWO[0]).read_bytes() == model.read_bytes()


def test_a_redirect_to_an_internal_host_is_refused(folder: Path, model: Path, web: Web) -> None:
    url = served(web, model)
    web.ways = [web.url(model.name).replace("127.0.0.1", "localhost")]
    with pytest.raises(InstallFailed, match="localhost is not a public address"):
        install(url)
    assert not list(folder.glob("piper/*"))


def test_endless_redirects_are_refused(folder: Path, model: Path, web: Web) -> None:
    url = served(web, model)
    web.ways = [web.url(model.name)] * 50
    with pytest.raises(InstallFailed, match="redirected more than 5 times"):
        install(url)


def test_a_page_in_the_place_of_a_file_is_refused(folder: Path, model: Path, web: Web) -> None:
    url = served(web, model)
    web.ways = ["html"]
    with pytest.raises(InstallFailed, match="a web page"):
        install(url)
    assert not list(folder.glob("piper/*"))


@pytest.mark.parametrize("content", [b"", b"<html>", b"\x00" * 99])
def test_a_file_that_is_not_a_model_is_not_installed(
    folder: Path, model: Path, content: bytes
) -> None:
    model.write_bytes(content)
    with pytest.raises(InstallFailed, match=model.name):
        install(str(model))
    assert left(folder) == []


def test_a_voice_without_a_good_configuration_is_not_installed(folder: Path, model: Path) -> None:
    model.with_name(f"{model.name}.json").write_text("{}")
    with pytest.raises(InstallFailed, match="it lacks"):
        install(str(model))
    assert left(folder) == []


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("nobody", "neither a voice of the catalogue"),
        ("/nowhere/a.onnx", "no such file"),
        ("ftp://127.0.0.1/a.onnx", "only http"),
        ("file:///etc/a.onnx", "only http"),
    ],
)
def test_a_failed_installation_is_reported_in_one_line(
    folder: Path, source: str, reason: str
) -> None:
    with pytest.raises(InstallFailed, match=reason):
        install(source)


def test_an_address_that_is_not_there_is_one_clear_line(folder: Path, web: Web) -> None:
    with pytest.raises(InstallFailed, match="404"):
        install(web.url("gone.onnx"))


def test_a_broken_install_leaves_the_voice_that_was_there(folder: Path, model: Path) -> None:
    install(str(model))
    before = (folder / TWO[0]).read_bytes()
    model.write_bytes(before[:500])
    with pytest.raises(InstallFailed):
        install(str(model))
    assert (folder / TWO[0]).read_bytes() == before


def refused_for_want_of_room(source: str, folder: Path) -> None:
    command = [sys.executable, "-m", "earshot", "voices", "install", source]

    run = subprocess.run(command, capture_output=True, text=True, preexec_fn=small_disk)
    assert run.returncode == 1
    assert "the disk is full; free some space" in run.stderr
    assert run.stderr.count("\n") == 1
    assert not list(folder.glob("piper/*"))


def test_a_disk_that_fills_up_in_the_middle_is_one_clear_line_and_no_voice(
    folder: Path, model: Path
) -> None:
    refused_for_want_of_room(str(model), folder)


def test_a_disk_that_fills_up_in_the_middle_of_a_download_is_one_clear_line(
    folder: Path, model: Path, web: Web
) -> None:
    refused_for_want_of_room(served(web, model), folder)


def test_a_server_that_stops_in_the_middle_is_asked_for_the_rest(
    folder: Path, model: Path, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "TIMEOUT_SECONDS", 0.3)
    monkeypatch.setattr(download, "MAX_ATTEMPTS", 50)  # some can end before a slow half arrives
    url = served(web, model)
    web.ways = ["slow"] * 50
    install(url)
    web.waited.set()
    assert (folder / TWO[0]).read_bytes() == model.read_bytes()
    assert any(span.startswith("bytes=") for _, span in web.asked)


def test_a_file_that_says_it_is_larger_than_any_voice_is_not_begun(
    folder: Path, model: Path, web: Web
) -> None:
    url = served(web, model)
    web.ways = ["huge"]
    with pytest.raises(InstallFailed, match="larger than 2 GB"):
        install(url)
    assert left(folder) == []


def test_kokoro_is_a_model_and_its_voices(folder: Path, tmp_path: Path) -> None:
    file = install_kokoro(tmp_path / "elsewhere")
    install(str(file))
    install(str(file.parent / "voices-v1.0.bin"))
    assert left(folder) == ["kokoro/kokoro-v1.0.onnx", "kokoro/voices-v1.0.bin"]
    assert default_voice("en-US").name == "kokoro:af_heart"


def test_a_file_names_the_voice_that_it_contains(folder: Path, model: Path) -> None:
    assert [each.voice for each in install(str(model))] == ["", "piper:en_US-test-medium"]
    kokoro = install_kokoro(folder.parent / "kokoro_elsewhere")
    alone = kokoro.with_name("af_sky.bin")
    alone.write_bytes(bytes(STYLE_BYTES))
    for file, voice in ((kokoro, ""), (kokoro.with_name("voices-v1.0.bin"), "")):
        assert [each.voice for each in install(str(file))] == [voice]
    assert [each.voice for each in install(str(alone))] == ["kokoro:af_sky"]


def test_a_voice_is_removed(folder: Path, model: Path) -> None:
    install(str(model))
    assert len(remove("piper:en_US-test-medium")) == 2
    assert not [each for each in list_voices() if each.engine == "piper"]
    for name in ("piper:en_US-test-medium", "espeak:en-us", "piper:../../x", "nobody", "piper"):
        with pytest.raises(UnknownVoice):
            remove(name)


def test_the_catalogue_says_where_from_how_large_and_under_which_licence() -> None:
    known = list_installable()
    assert {"kokoro", "en_GB-alba-medium"} <= {each.name for each in known}
    for each in known:
        assert each.size_mb and each.language
        assert each.licence or each.card_url.endswith("/MODEL_CARD")
        assert all(url.startswith("https://") for url in each.urls)
    int8 = next(each for each in known if each.name == "kokoro-int8")
    assert int8.sha256.startswith("6e742170")
    assert [url.rpartition("/")[2] for url in int8.urls] == [
        "kokoro-v1.0.int8.onnx",
        "voices-v1.0.bin",
    ]
    assert len({each.language.split("-")[0] for each in known}) >= 30
    alba = next(each for each in known if each.name == "en_GB-alba-medium")
    assert alba.urls[0].endswith("/en/en_GB/alba/medium/en_GB-alba-medium.onnx")


def test_the_commands_install_preview_and_remove(
    folder: Path, model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "alba.mp3"
    assert main(["voices", "install", str(model)]) == 0
    output = capsys.readouterr().out
    assert "not verified: no SHA-256 is known" in output
    assert "piper:en_US-test-medium needs" in output
    assert main(["voices"]) == 0
    listed = capsys.readouterr().out
    assert "The default for en-US is piper:en_US-test-medium" in listed
    assert "earshot voices install kokoro" in listed
    assert main(["voices", "preview", "piper:en_US-test-medium", "-o", str(target)]) == 0
    assert target.stat().st_size > 10_000
    assert main(["voices", "remove", "piper:en_US-test-medium"]) == 0
    assert main(["voices", "remove"]) == 1
