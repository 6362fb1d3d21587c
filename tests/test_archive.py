"""Archives: the records of every kind of source, exact counts, and a run after a kill."""

import gzip
import json
import os
import signal
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet
import pytest
from object_storage import run_s3
from serving import ServerProcess

from earshot.archive.inputs import list_parts, read_part
from earshot.archive.ray_engine import count_actors, count_lasting_actors
from earshot.archive.records import Record, parse_fields
from earshot.archive.story_processor import NarrationSettings, StoryProcessor, read_record
from earshot.cli import main
from earshot.errors import SourceNotFound, SourceUnreadable, TooLarge
from earshot.ingest import IngestOptions, RawContent
from earshot.model import Article
from earshot.object_store import open_store
from earshot.pipeline import build_script, extract_article
from earshot.serialization import article_json, script_json
from earshot.server.storage.data_dir import DataDir
from earshot.server.storage.database import open_database
from earshot.server.storage.recordings import Recording, build_plan

SENTENCES = "The ferry came back to the harbour at noon. The mayor was there to welcome it. " * 4
PAGE = (
    f"<html lang=en><title>Ferry</title><article><h1>Ferry</h1><p>{SENTENCES}</p></article></html>"
)
OPTIONS = IngestOptions()


def read_all(source: Path | str) -> list[Record]:
    return [each for part in list_parts([str(source)]) for each in read_part(part, OPTIONS)]


def read_articles(source: Path | str) -> list[Article]:
    articles = [read_record(record, "", OPTIONS) for record in read_all(source)]
    assert all(isinstance(each, Article) for each in articles)
    return articles  # type: ignore[return-value]


def write_lines(path: Path, rows: list[dict[str, Any]], *more: str) -> Path:
    path.write_text("\n".join([*map(json.dumps, rows), *more]), "utf-8")
    return path


def text_row(number: int) -> dict[str, Any]:
    return {
        "url": f"https://news.example/{number}",
        "title": f"Ferry {number} is back",
        "author": "Ann Lee",
        "date": "2026-11-02",
        "text": "The ferry came back at noon. The mayor was there.",
    }


def test_a_row_with_text_has_its_title_author_and_date(tmp_path: Path) -> None:
    [article] = read_articles(write_lines(tmp_path / "a.jsonl", [text_row(7)]))
    assert (article.headline, article.byline, article.day) == (
        "Ferry 7 is back",
        "Ann Lee",
        "2026-11-02",
    )
    assert article.url == "https://news.example/7"


@pytest.mark.parametrize("name", ["html", "raw_html", "markdown", "text", "content", "body"])
def test_a_row_is_read_by_the_name_of_its_field(name: str) -> None:
    value = PAGE if "html" in name else SENTENCES
    found = read_record(parse_fields("row 1", {name: value}), "", OPTIONS)
    assert isinstance(found, Article)
    assert "harbour at noon" in found.blocks[-1].text


def test_rows_of_articles_and_scripts_are_not_extracted_again(bridge: Path, tmp_path: Path) -> None:
    article = extract_article(str(bridge))
    script = build_script(article)
    rows = [article_json(article), script_json(script)]
    records = read_all(write_lines(tmp_path / "a.jsonl", rows))
    assert [read_record(each, "", OPTIONS) for each in records] == [article, script]


def test_a_row_without_a_known_field_names_the_fields() -> None:
    record = parse_fields("a.jsonl, line 3", {"headline": "Ferry"})
    assert record.error.startswith("a.jsonl, line 3 has none of the fields html")


def test_parquet_is_read_by_row_groups(tmp_path: Path) -> None:
    table = pyarrow.table(
        {"html": [PAGE.encode()] * 5, "url": [f"https://news.example/{n}" for n in range(5)]}
    )
    path = tmp_path / "pages.parquet"
    pyarrow.parquet.write_table(table, path, row_group_size=2)
    assert len(list_parts([str(path)])) == 3
    assert [each.url for each in read_articles(path)] == table["url"].to_pylist()


def write_warc(path: Path, pages: list[tuple[str, str, str]]) -> Path:
    members = []
    for status, media_type, url in pages:
        body = PAGE.replace("harbour", "café").encode("latin-1")
        head = f"HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\n\r\n".encode()
        fields = (
            "WARC/1.0",
            "WARC-Type: response",
            f"WARC-Target-URI: {url}",
            "Content-Type: application/http; msgtype=response",
            f"Content-Length: {len(head + body)}",
        )
        record = "\r\n".join(fields).encode() + b"\r\n\r\n" + head + body + b"\r\n\r\n"
        members.append(gzip.compress(record))
    path.write_bytes(b"".join(members))
    return path


def test_warc_files_give_the_html_pages_that_were_found(tmp_path: Path) -> None:
    pages = [
        ("200 OK", "text/html; charset=ISO-8859-1", "https://news.example/1"),
        ("404 Not Found", "text/html", "https://news.example/2"),
        ("200 OK", "image/png", "https://news.example/3"),
    ]
    [article] = read_articles(write_warc(tmp_path / "crawl.warc.gz", pages))
    assert article.url == "https://news.example/1"
    assert "back to the café at noon" in article.blocks[-1].text


def test_a_damaged_warc_file_gives_what_is_before_the_damage(tmp_path: Path) -> None:
    pages = [("200 OK", "text/html", f"https://news.example/{n}") for n in range(20)]
    path = write_warc(tmp_path / "crawl.warc.gz", pages)
    content = path.read_bytes()
    path.write_bytes(content[:-100])
    *records, last = read_all(path)
    assert len(records) == 19
    assert "crawl.warc.gz" in last.error


def test_a_sitemap_gives_the_urls_of_its_pages(tmp_path: Path) -> None:
    path = tmp_path / "sitemap.xml"
    urls = "".join(f"<url><loc>https://news.example/{n}</loc></url>" for n in range(3))
    namespace = "http://www.sitemaps.org/schemas/sitemap/0.9"
    path.write_text(f'<?xml version="1.0"?><urlset xmlns="{namespace}">{urls}</urlset>')
    assert {each.url for each in read_all(path)} == {f"https://news.example/{n}" for n in range(3)}


def test_pages_and_json_files_are_records_of_their_own(bridge: Path, tmp_path: Path) -> None:
    article = extract_article(str(bridge))
    (tmp_path / "a.json").write_text(json.dumps(article_json(article), indent=1), "utf-8")
    (tmp_path / "b.html.gz").write_bytes(gzip.compress(PAGE.encode()))
    assert read_articles(tmp_path / "a.json") == [article]
    assert read_articles(tmp_path / "b.html.gz")[0].headline == "Ferry"


def test_a_library_gives_the_scripts_of_its_finished_stories(bridge: Path, tmp_path: Path) -> None:
    home = DataDir(tmp_path)
    database = open_database(home)
    sql = "INSERT INTO stories (id, key, submission_hash, submitted_at, created_at, updated_at)"
    for story in ("finished", "lost", "new"):
        database.execute(f"{sql} VALUES (?, ?, '', 0, 0, 0)", story, story)
    database.execute("UPDATE stories SET ready_revision = 1 WHERE id != 'new'")
    database.close()
    script = build_script(bridge)
    plan = build_plan(script, "silent:reader", [""] * len(script.utterances))
    Recording(home.revision_dir("finished", 1)).save_plan(script_json(script), plan)
    found, lost = read_all(tmp_path)
    assert read_record(found, "", OPTIONS) == script
    assert "story lost has no script" in lost.error


@pytest.mark.parametrize(
    ("name", "error"),
    [("none.jsonl", SourceNotFound), (".", SourceUnreadable), ("bad.parquet", SourceUnreadable)],
)
def test_a_source_that_cannot_be_read_ends_the_run(
    name: str, error: type[Exception], tmp_path: Path
) -> None:
    (tmp_path / "bad.parquet").write_bytes(b"not a Parquet file")
    with pytest.raises(error):
        list_parts([str(tmp_path / name)])


def test_a_page_that_is_too_large_is_refused() -> None:
    raw = RawContent(source="row 1", data=b" " * 20_000_001, kind="html")
    with pytest.raises(TooLarge):
        read_record(Record(source="row 1", content=raw), "", OPTIONS)


def test_the_same_content_has_the_same_digest_in_every_file() -> None:
    records = [parse_fields(name, text_row(1)) for name in ("a.jsonl, line 1", "b.jsonl, line 9")]
    other = parse_fields("a.jsonl, line 1", text_row(2))
    assert records[0].digest == records[1].digest != other.digest


def archive(*arguments: str) -> list[str]:
    return ["archive", *arguments, "--voice", "silent:reader", "--no-intro"]


def read_manifest(folder: Path) -> list[dict[str, Any]]:
    return pyarrow.parquet.read_table(folder / "manifest.parquet").to_pylist()  # type: ignore[no-any-return]


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    """Eight records: six stories, one of them twice, and one that is not JSON."""
    rows = [text_row(number) for number in (0, 1, 2, 3, 4, 5, 0)]
    return write_lines(tmp_path / "stories.jsonl", rows, "not JSON")


def test_an_archive_counts_every_record(
    lines: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "out"
    assert main(archive(str(lines), "--to", str(target), "--hourly-cost", "2")) == 1
    output = capsys.readouterr()
    assert output.out.startswith("8 records · 6 stories (6 new) · 1 duplicate · 1 failed · ")
    assert "$" in output.out
    assert output.err == f"earshot: {lines}, line 8 is not a JSON object\n"
    rows = read_manifest(target)
    assert [row["source"] for row in rows] == [f"{lines}, line {n}" for n in range(1, 9)]
    assert all((target / row["audio"]).stat().st_size == row["bytes"] for row in rows[:7])
    assert {path.name for path in (target / rows[0]["key"]).iterdir()} == {
        "audio.mp3",
        "audio.vtt",
        "audio.json",
        "audio.html",
        "story.json",
    }


def list_files(folder: Path) -> dict[str, tuple[bytes, int]]:
    """The content of each file and when it was written."""
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith((".", "manifest"))
    }


def test_a_killed_run_goes_on_where_it_stopped(tmp_path: Path) -> None:
    rows = [text_row(number) for number in range(8)]
    lines, target = write_lines(tmp_path / "a.jsonl", rows), tmp_path / "out"
    command = archive(str(lines), "--to", str(target))
    os.mkfifo(tmp_path / "pipe.jsonl")
    pipe = os.open(tmp_path / "pipe.jsonl", os.O_RDWR)  # until the kill, so the run waits for more
    os.write(pipe, b"".join(lines.read_bytes().splitlines(keepends=True)[:4]))
    unfinished = archive(str(tmp_path / "pipe.jsonl"), "--to", str(target))
    killed = subprocess.Popen([sys.executable, "-m", "earshot", *unfinished])
    ServerProcess.wait_until(lambda: any(target.glob("stories/*/*/story.json")))
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    os.close(pipe)
    first = {name: each for name, each in list_files(target).items() if "story.json" in name}
    assert 0 < len(first) < 8
    assert main(command) == 0
    assert sum(row["is_new"] for row in read_manifest(target)) == 8 - len(first)
    after = list_files(target)
    assert first.items() <= after.items()
    assert main(command) == 0
    assert [row["is_new"] for row in read_manifest(target)] == [0] * 8
    assert list_files(target) == after


def test_two_runs_of_one_archive_count_a_story_as_new_only_once(tmp_path: Path) -> None:
    settings = NarrationSettings(voices={"narrator": "silent:reader"})
    runs = [StoryProcessor(settings, open_store(str(tmp_path))) for _ in range(2)]
    record = parse_fields("a.jsonl, line 1", text_row(1))
    prepared = [run.prepare(record) for run in runs]
    results = [run.synthesize(story) for run, story in zip(runs, prepared, strict=True)]
    assert [result.is_new for result in results] == [1, 0]
    assert len(list(tmp_path.glob("stories/*/*/*"))) == 5


def test_an_archive_can_be_written_to_a_bucket(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = str(write_lines(tmp_path / "a.jsonl", [text_row(1)]))
    with run_s3() as bucket:
        assert main(archive(lines, "--to", f"{bucket}/2026")) == 0
        keys = [key for key, _ in open_store(bucket).list_objects("2026/")]
        assert main(archive(lines, "--to", "s3://no-such-bucket")) == 1
    assert len(keys) == 5 + 1
    assert "2026/manifest.parquet" in keys
    assert "s3://no-such-bucket cannot be used" in capsys.readouterr().err


def test_ray_has_a_process_for_each_core_or_share_of_a_gpu() -> None:
    assert count_actors({"CPU": 16.0, "GPU": 2.0}, 0.0) == 16
    assert count_actors({"CPU": 16.0, "GPU": 2.0}, 0.5) == 4
    assert count_actors({"CPU": 16.0}, 1.0) == 1


def test_ray_keeps_as_many_processes_as_leave_cores_for_scripts() -> None:
    counts = [count_lasting_actors({"CPU": cores}, 8) for cores in (0.5, 1.0, 2.0, 4.0, 64.0)]
    assert counts == [1, 1, 2, 5, 8]


@pytest.mark.timeout(600)
@pytest.mark.skipif(
    not find_spec("ray") or "EARSHOT_TEST_RAY" not in os.environ,
    reason="left out: Ray takes long to start; set EARSHOT_TEST_RAY",
)
def test_ray_gives_the_same_stories_and_names_what_fails(lines: Path, tmp_path: Path) -> None:
    manifests = []
    for name, options in {"local": (), "ray": ("--ray", "--workers", "1")}.items():
        target = tmp_path / name
        command = archive(str(lines), "--to", str(target), *options)
        run = subprocess.run([sys.executable, "-m", "earshot", *command], capture_output=True)
        assert run.returncode == 1
        rows = [row | {"is_new": 0} for row in read_manifest(target)]
        manifests.append(sorted(rows, key=lambda row: row["source"]))
    assert manifests[0] == manifests[1]
    contents = [
        {path: content for path, (content, _) in list_files(tmp_path / name).items()}
        for name in ("local", "ray")
    ]
    assert contents[0] == contents[1]
    not_a_folder = str(lines)
    command = archive(str(lines), "--to", not_a_folder, "--ray", "--workers", "1")
    run = subprocess.run([sys.executable, "-m", "earshot", *command], capture_output=True)
    assert run.returncode == 1
    assert b"cannot be written" in run.stderr
    assert b"Traceback" not in run.stderr
