"""One list of tests for both kinds of object stores: a folder and a bucket of S3."""

import secrets
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from object_storage import run_s3, run_store

from earshot.errors import InvalidOption, Unwritable
from earshot.object_store import ObjectStore, open_store
from earshot.s3_store import StorageUnavailable

TEXT = "text/plain"
DAY = 86_400.0


@pytest.fixture(scope="module", params=["folder", "s3"])
def store_url(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    with run_store(request.param, tmp_path_factory) as url:
        yield url


@pytest.fixture
def store(store_url: str) -> ObjectStore:
    """An empty store for each test, by a prefix."""
    return open_store(f"{store_url}/{secrets.token_hex(8)}")


def test_an_object_that_does_not_exist_has_no_content(store: ObjectStore) -> None:
    assert store.read("a/b.txt") is None


def test_a_part_of_an_object_is_read(store: ObjectStore) -> None:
    assert store.stat("a/b.txt") is None
    store.write("a/b.txt", b"0123456789", TEXT)
    size, modified_at = store.stat("a/b.txt") or (0, 0.0)
    assert size == 10
    assert abs(modified_at - time.time()) < DAY
    assert store.read_range("a/b.txt", 2, 5) == b"234"


def test_an_object_is_created_only_once(store: ObjectStore) -> None:
    assert store.create("a/b.txt", b"first", TEXT)
    assert not store.create("a/b.txt", b"second", TEXT)
    assert store.read("a/b.txt") == b"first"


def test_only_one_of_many_writers_creates_an_object(store: ObjectStore) -> None:
    with ThreadPoolExecutor(8) as threads:
        results = list(threads.map(lambda n: store.create("x", bytes([n]), TEXT), range(8)))
    assert results.count(True) == 1
    assert store.read("x") == bytes([results.index(True)])


def test_a_write_replaces_an_object(store: ObjectStore) -> None:
    for text in (b"first", b"second"):
        store.write("a/b.txt", text, TEXT)
        assert store.read("a/b.txt") == text


def test_an_upload_replaces_an_object(store: ObjectStore, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"n" * 3_000_000)
    store.create("a/b.mp3", b"old", TEXT)
    store.upload("a/b.mp3", tmp_path / "file", "audio/mpeg")
    assert store.read("a/b.mp3") == b"n" * 3_000_000


def test_keys_are_listed_by_directory(store: ObjectStore) -> None:
    for key in ("a/1", "a/b/2", "ab/3"):
        store.create(key, b"", TEXT)
    found = sorted(store.list_objects("a/"))
    assert [key for key, _ in found] == ["a/1", "a/b/2"]
    assert all(abs(at - time.time()) < DAY for _, at in found)
    assert list(store.list_objects("none/")) == []


def test_an_object_is_downloaded_to_a_file(store: ObjectStore, tmp_path: Path) -> None:
    store.write("a/b.mp3", b"n" * 3_000_000, "audio/mpeg")
    assert store.download("a/b.mp3", tmp_path / "new" / "file")
    assert (tmp_path / "new" / "file").read_bytes() == b"n" * 3_000_000
    assert not store.download("a/none.mp3", tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_a_signed_url_allows_one_method_on_one_object(store: ObjectStore, store_url: str) -> None:
    store.write("a/b.txt", b"text", TEXT)
    url = store.sign("a/b.txt", "GET", 60)
    if not store_url.startswith("s3:"):
        assert url == "", "a folder has no URLs"
        return
    answer = httpx.get(url, headers={"Range": "bytes=1-2"}, trust_env=False)
    assert (answer.status_code, answer.content) == (206, b"ex")
    assert answer.headers["Content-Type"] == TEXT


def test_an_object_can_be_deleted_more_than_once(store: ObjectStore) -> None:
    store.create("a/b.txt", b"text", TEXT)
    store.delete("a/b.txt")
    store.delete("a/b.txt")
    assert store.read("a/b.txt") is None


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Unwritable, match="file"):
        open_store(str(tmp_path / "file")).create("a", b"", TEXT)


@pytest.mark.parametrize("key", ["../outside.txt", "a/../../outside.txt", "{}/outside.txt"])
def test_no_key_leads_out_of_the_folder(tmp_path: Path, key: str) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("kept")
    key, store = key.format(tmp_path), open_store(str(tmp_path / "store"))
    for access in (store.read, store.stat, store.delete):
        with pytest.raises(Unwritable, match="is not in"):
            access(key)
    with pytest.raises(Unwritable, match="is not in"):
        store.write(key, b"replaced", TEXT)
    assert outside.read_text() == "kept"


def test_no_link_in_the_folder_leads_out_of_it(tmp_path: Path) -> None:
    """Somebody else may be able to write to the folder, such as the deploying user of a site."""
    outside, folder = tmp_path / "outside", tmp_path / "store"
    outside.mkdir()
    folder.mkdir()
    (outside / "kept.txt").write_text("kept")
    (folder / "media").symlink_to(outside)
    (folder / "name.txt").symlink_to(outside / "kept.txt")
    store = open_store(str(folder))
    for access in (store.read, store.stat, store.delete):
        with pytest.raises(Unwritable, match="a link leads to"):
            access("media/kept.txt")
    for key in ("media/new.txt", "media/deep/new.txt"):
        with pytest.raises(Unwritable, match="a link leads to"):
            store.write(key, b"replaced", TEXT)
        with pytest.raises(Unwritable, match="a link leads to"):
            store.create(key, b"replaced", TEXT)
        with pytest.raises(Unwritable, match="a link leads to"):
            store.upload(key, outside / "kept.txt", TEXT)
    for reads in (store.read, lambda key: store.download(key, tmp_path / "copy.txt")):
        with pytest.raises(Unwritable, match="a link leads to"):
            reads("name.txt")
    store.write("name.txt", b"replaced", TEXT)
    assert store.read("name.txt") == b"replaced"
    assert [path.name for path in outside.iterdir()] == ["kept.txt"]
    assert (outside / "kept.txt").read_text() == "kept"


def test_the_folder_itself_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "store").symlink_to(tmp_path / "disk")
    store = open_store(str(tmp_path / "store"))
    store.write("a/b.txt", b"text", TEXT)
    assert store.read("a/b.txt") == b"text"
    assert (tmp_path / "disk/a/b.txt").is_file()


def test_a_bucket_that_does_not_exist_is_named() -> None:
    with run_s3():
        store = open_store("s3://no-such-bucket/a")
        with pytest.raises(StorageUnavailable, match="s3://no-such-bucket/a"):
            store.create("x", b"", TEXT)


@pytest.mark.parametrize("url", ["gs://bucket", "https://storage.example/", "s3://"])
def test_another_kind_of_store_is_refused(url: str) -> None:
    with pytest.raises(InvalidOption):
        open_store(url)
