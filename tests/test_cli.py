"""The command line: output, streams and exit codes."""

import gzip
import json
import os
import pty
import resource
import signal
import subprocess
import sys
import time
from contextlib import suppress
from html import escape
from pathlib import Path

import pytest
from command_line import CommandResult, run_earshot

from earshot.publish.audio_formats import FORMATS
from earshot.voices.engines import libflite

ROOT = Path(__file__).resolve().parents[1]
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(300)


PROCESS = (sys.executable, "-m", "earshot")
"""What only a process has: its exit code, pipes, signals and limits."""


def refused(run: CommandResult | subprocess.CompletedProcess[str], *words: str) -> None:
    """One clear line, a non-zero exit code and no traceback."""
    assert run.returncode == 1
    assert run.stdout == ""
    assert len(run.stderr.splitlines()) == 1, run.stderr
    assert run.stderr.startswith("earshot: ")
    assert all(word in run.stderr for word in words), run.stderr


def test_help_lists_every_subcommand() -> None:
    run = subprocess.run([*PROCESS, "--help"], capture_output=True, text=True)
    assert run.returncode == 0
    assert all(f"  {name} " in run.stdout for name in ("article", "script", "narrate", "voices"))


def test_an_unknown_subcommand_is_a_wrong_command_line() -> None:
    assert subprocess.run([*PROCESS, "sing"], capture_output=True).returncode == 2


def test_article_prints_markdown_that_it_reads_again(bridge: Path, tmp_path: Path) -> None:
    first = run_earshot("article", bridge)
    assert first.returncode == 0
    (tmp_path / "again.md").write_text(first.stdout, "utf-8")
    assert run_earshot("article", tmp_path / "again.md").stdout == first.stdout


def test_article_explains_each_piece_of_its_source() -> None:
    run = run_earshot("article", "--explain", ROOT / "examples/harbour.html")
    assert run.returncode == 0
    lines = run.stdout.splitlines()
    assert "− captions and controls  /html/body/header[1]/nav[1]/ul[1]/li[1]" in lines
    assert any(line.startswith("+ paragraph  /html/body/main[1]/article[1]/p[") for line in lines)
    assert lines[-1].endswith("fragments are kept")


def test_article_omits_excluded_parts() -> None:
    page = ROOT / "examples/harbour.html"
    run = run_earshot("article", "--exclude", "h2", "--exclude", "article > p", page)
    assert "## " not in run.stdout
    refused(run_earshot("article", "--exclude", "p[", page), "--exclude", "CSS selector")


def test_feed_lists_stories_that_article_reads(tmp_path: Path) -> None:
    text = "<p>The ferry came back at noon, and the mail of eleven weeks with it.</p>" * 12
    items = (
        f"<item><title>Ferry</title><guid>1</guid><description>{escape(text)}</description></item>"
    )
    feed = tmp_path / "feed.xml"
    feed.write_text(f"<rss version='2.0'><channel><title>C</title>{items}</channel></rss>")
    assert run_earshot("feed", feed).stdout.split() == ["1", "whole", "Ferry"]
    (entry,) = json.loads(run_earshot("feed", feed, "--json").stdout)
    assert (entry["id"], entry["whole"]) == ("1", True)
    assert run_earshot("article", feed, "--entry", "1").stdout.startswith("# Ferry\n\nThe ferry")
    refused(run_earshot("article", feed, "--entry", "7"), "feed.xml", "none of its 1 entries is 7")


def test_article_json_has_everything_known(bridge: Path) -> None:
    story = json.loads(run_earshot("article", bridge, "--json").stdout)
    assert story["title"] == "Harbour bridge reopens after $3.2 million repair"
    assert story["authors"] == ["Ann Lee", "Bo Ek"]
    assert story["date"] == "2026-03-09"
    assert story["language"].startswith("en")
    assert [block["kind"] for block in story["blocks"]] == [
        *("paragraph", "heading", "paragraph", "item", "item")
    ]
    assert story["paragraphs"] == [block["text"] for block in story["blocks"]]


def test_jsonl_continues_after_a_source_that_fails(bridge: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.html").write_text("")
    packed = tmp_path / "page.html.gz"
    packed.write_bytes(gzip.compress(b"<title>x</title>"))
    run = run_earshot("article", "--jsonl", tmp_path / "empty.html", packed, bridge)
    rows = [json.loads(line) for line in run.stdout.splitlines()]
    assert [row["id"] for row in rows] == ["empty", "page", "bridge"]
    assert ["error" in row for row in rows] == [True, True, False]
    assert run.returncode == 1


def test_an_article_is_read_from_a_pipe(bridge: Path) -> None:
    with bridge.open() as pipe:
        run = subprocess.run([*PROCESS, "article", "-"], stdin=pipe, capture_output=True, text=True)
    assert "Harbour bridge reopens" in run.stdout
    as_json = run_earshot("article", bridge, "--json").stdout
    script = run_earshot("script", "-", stdin=as_json)
    assert script.stdout == run_earshot("script", bridge).stdout


def test_script_prints_an_utterance_a_line_with_role_and_pause(bridge: Path) -> None:
    lines = run_earshot("script", bridge).stdout.splitlines()
    assert lines[0].startswith("headline   Harbour bridge reopens after three point two million")
    assert lines[1].startswith("narrator   By Ann Lee and Bo Ek.")
    assert all(line.endswith(" ms]") for line in lines)
    assert not any("By Ann" in line for line in run_earshot("script", bridge, "--no-intro").stdout)


def test_an_editor_can_change_how_a_word_is_read(bridge: Path, tmp_path: Path) -> None:
    script = json.loads(run_earshot("script", bridge, "--json").stdout)
    words = [word for each in script["utterances"] for word in each["words"]]
    next(word for word in words if word["text"] == "María")["spoken"] = "Mah ree ah"
    (tmp_path / "s.json").write_text(json.dumps(script), "utf-8")
    run = run_earshot(
        "narrate", tmp_path / "s.json", "-o", tmp_path / "out.wav", "--voice", "silent"
    )
    assert run.returncode == 0, run.stderr
    listing = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert [w["spoken"] for w in listing["words"] if w["text"] == "María"] == ["Mah ree ah"]


@pytest.mark.parametrize("ending", FORMATS)
def test_narrate_writes_each_format_and_says_where_and_how_long(
    bridge: Path, tmp_path: Path, ending: str
) -> None:
    run = run_earshot(
        *("narrate", bridge, "-o", tmp_path, "--format", ending, "--voice", "espeak:en-us")
    )
    assert run.returncode == 0
    assert run.stderr == "", "quiet in a pipe"
    *paths, length = run.stdout.splitlines()
    names = [Path(path).name for path in paths]
    stem = "harbour-bridge-reopens-after-3-2-million-repair"
    assert names == [f"{stem}{end}" for end in (f".{ending}", ".vtt", ".json", ".html")]
    assert all(Path(path).stat().st_size > 500 for path in paths)
    minutes, seconds = length.split()[0].split(":")
    listing = json.loads(Path(paths[2]).read_text("utf-8"))
    assert abs(int(minutes) * 60 + int(seconds) - listing["audio"]["duration"] / 1000) <= 0.5


def test_the_rate_changes_the_length(bridge: Path, tmp_path: Path) -> None:
    lengths = []
    for rate in ("0.5", "1", "2"):
        output = ("-o", tmp_path / "a.wav")
        run = run_earshot("narrate", bridge, *output, "--speed", rate, "--voice", "espeak")
        assert run.returncode == 0, run.stderr
        listing = json.loads((tmp_path / "a.json").read_text("utf-8"))
        lengths.append(listing["audio"]["duration"])
    assert 1.4 < lengths[0] / lengths[1] < 2.1
    assert 1.4 < lengths[1] / lengths[2] < 2.1


def test_on_a_terminal_a_line_follows_the_work(bridge: Path, tmp_path: Path) -> None:
    leader, follower = pty.openpty()
    run = subprocess.run(
        [*PROCESS, "narrate", str(bridge), "-o", str(tmp_path), "--voice", "silent"],
        stdout=subprocess.PIPE,
        stderr=follower,
    )
    os.close(follower)
    shown = read_terminal(leader)
    assert run.returncode == 0
    assert "1 of " in shown
    assert shown.endswith("\r\x1b[K"), "and is gone when the work is done"


def read_terminal(leader: int) -> str:
    """All output; its last part can come after the end of the program that wrote it."""
    output = b""
    with suppress(OSError):  # at its end
        while part := os.read(leader, 65_536):
            output += part
    os.close(leader)
    return output.decode()


def test_voices_lists_all_voices_and_explains_the_default() -> None:
    run = run_earshot("voices")
    assert run.returncode == 0
    assert all(engine in run.stdout for engine in ("flite:slt", "espeak:en-us", "silent:reader"))
    assert "The default for en-US is house:kathleen" in run.stdout
    assert "The default for de is espeak:de" in run_earshot("voices", "--language", "de").stdout
    assert "espeak:fi" in run_earshot("voices", "--all").stdout
    assert "No installed voice supports tlh" in run_earshot("voices", "--language", "tlh").stdout


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.html", b"", ["no article found"]),
        ("nothing.html", b"<html><body><nav>Home</nav></body></html>", ["no article found"]),
        ("picture.html", PICTURE, ["PNG"]),
        ("archive.txt", b"PK\x03\x04" + bytes(500), ["ZIP"]),
        ("noise.txt", bytes(range(256)) * 40, ["not a web page or a text"]),
        ("large.html", b"<p>" + b"word " * 10_000_000, ["larger than 20 MB"]),
        ("missing.html", None, ["no such file"]),
    ],
)
def test_bad_input_is_one_clear_line_and_leaves_nothing(
    tmp_path: Path, name: str, content: bytes | None, words: list[str]
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    out = tmp_path / "out"
    refused(run_earshot("narrate", tmp_path / name, "-o", out), name, *words)
    assert not out.exists()


def test_a_paywalled_stub_is_not_narrated_as_if_it_were_the_story(tmp_path: Path) -> None:
    page = """<html lang="en"><head><title>Bridge</title><script type="application/ld+json">
    {"@type": "NewsArticle", "headline": "Bridge reopens", "isAccessibleForFree": false}
    </script></head><body><article><h1>Bridge reopens</h1><p>The harbour bridge reopened on Monday
    after fourteen months of repairs that nobody had expected to take so long.</p>
    <div class="paywall">Subscribe to read the rest of this story.</div></article></body></html>"""
    (tmp_path / "stub.html").write_text(page)
    refused(run_earshot("narrate", tmp_path / "stub.html", "-o", tmp_path / "out"), "subscribers")


def test_broken_encoding_is_read_as_well_as_it_can_be(tmp_path: Path) -> None:
    text = "Der Bürgermeister grüßte die Männer.\n\n" * 5
    (tmp_path / "latin.txt").write_bytes(text.encode("cp1252"))
    run = run_earshot("article", tmp_path / "latin.txt")
    assert "Bürgermeister grüßte" in run.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--language", "tlh"], ["No installed voice supports tlh"]),
        (["--voice", "nobody:x"], ["no voice nobody"]),
        (["--voice", "espeak:de"], ["espeak:de does not support en-"]),
        (["--speed", "3"], ["--speed cannot be 3.0", "use 0.5 to 2.0"]),
        (["--cover", "/nowhere.png"], ["--cover", "/nowhere.png"]),
        (["-o", "/proc/nowhere/out.mp3"], ["cannot be written", "-o"]),
        (["-o", "a.mp3", "--format", "wav"], ["--format", "a.mp3"]),
    ],
)
def test_a_wrong_option_is_one_clear_line(
    bridge: Path, tmp_path: Path, arguments: list[str], words: list[str]
) -> None:
    refused(run_earshot("narrate", bridge, *arguments, cwd=tmp_path), *words)
    assert list(tmp_path.iterdir()) == []


def test_the_source_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "story.html").write_text("<html><body><p>x</p></body></html>")
    (tmp_path / "story.json").write_text("{}")
    text = "Nobody left before midnight. " * 30
    (tmp_path / "story.html").write_text(f"<html lang=en><article><p>{text}</p></article></html>")
    run = run_earshot("narrate", "story.html", "-o", "story.mp3", cwd=tmp_path)
    refused(run, "story.html", "it is the source")


CATALAN = "El vaixell va tornar al llac dilluns al matí, i ningú no l'esperava sota la pluja. "
"""Its language is not one of those that are recognized without the model, a temporary file."""


@pytest.mark.parametrize(
    ("text", "cure"),
    [("", "choose another path with -o"), (CATALAN * 9, "set TMPDIR")],
    ids=["output", "temporary file"],
)
def test_a_full_disk_is_one_clear_line_and_leaves_nothing(
    bridge: Path, tmp_path: Path, text: str, cure: str
) -> None:
    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    out, story = tmp_path / "out", tmp_path / "story.md"
    story.write_text(text or bridge.read_text("utf-8"), "utf-8")
    command = [*PROCESS, "narrate", str(story), "-o", str(out)]
    run = subprocess.run(command, capture_output=True, text=True, preexec_fn=little_room)
    refused(run, "disk is full", cure)
    assert list(out.glob("*")) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_in_the_middle_it_leaves_nothing(
    bridge: Path, tmp_path: Path, number: signal.Signals
) -> None:
    long = tmp_path / "long.md"
    long.write_text(bridge.read_text("utf-8") * 100, "utf-8")
    out = tmp_path / "out"
    running = subprocess.Popen(
        [*PROCESS, "narrate", str(long), "-o", str(out)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A job in the background of a shell inherits deaf ears for Ctrl-C.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    try:
        deadline = time.monotonic() + 60
        while not list(out.glob(".earshot-*")):
            assert running.poll() is None, running.communicate()
            assert time.monotonic() < deadline
            time.sleep(0.02)
        running.send_signal(number)
        stdout, stderr = running.communicate(timeout=60)
    finally:
        running.kill()
    assert running.returncode == 130
    assert stdout == ""
    assert stderr.splitlines() == ["earshot: interrupted; no incomplete file was left"]
    assert list(out.iterdir()) == []


def test_a_closed_pipe_is_not_an_error(bridge: Path) -> None:
    shell = f"{sys.executable} -m earshot script {bridge} | head -n 1"
    run = subprocess.run(["sh", "-c", shell], capture_output=True, text=True)
    assert run.stderr == ""
    assert len(run.stdout.splitlines()) == 1


@pytest.mark.skipif(not libflite.is_installed("slt"), reason="libflite is not installed")
def test_a_sentence_that_no_voice_speaks_can_be_an_error(tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_text("ꙮꙮ ⰀⰁⰂ.\n\nHello there.", "utf-8")
    command = ("narrate", tmp_path / "story.txt", "--voice", "flite:slt", "-o", tmp_path / "out")
    refused(run_earshot(*command, "--fail-on-silence"), "silence replaces words")
    assert not list(tmp_path.glob("out/*"))
    assert run_earshot(*command).returncode == 0
