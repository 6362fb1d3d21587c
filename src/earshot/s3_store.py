"""Objects in a bucket of S3 or a compatible service; the only module that imports obstore.

Keys, region and endpoint are read from the usual variables: `AWS_ACCESS_KEY_ID`,
`AWS_SECRET_ACCESS_KEY`, `AWS_REGION`, `AWS_ENDPOINT_URL`. Failed requests are repeated with growing
delays.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from earshot.errors import InvalidOption, OutputError, PackageMissing
from earshot.files import atomic_write

if TYPE_CHECKING:
    from obstore import HTTP_METHOD
    from obstore.store import ClientConfig, S3Store

CHUNK_BYTES = 1_000_000
CLIENT_OPTIONS: ClientConfig = {
    "allow_http": True,
    "connect_timeout": timedelta(seconds=5),
    "timeout": timedelta(seconds=30),
}


class StorageUnavailable(OutputError):
    """{url} cannot be used: {reason}."""

    advice = "check the URL, the bucket and the keys in the AWS_* variables"
    retry_seconds = 5


def open_bucket(url: str, retry_seconds: int) -> BucketStore:
    """The objects of `s3://BUCKET/PREFIX`. Raises InvalidOption and PackageMissing."""
    try:
        from obstore.store import S3Store  # noqa: PLC0415 - an extra
    except ImportError as error:
        hint = "pip install 'earshot-audio[s3]'"
        raise PackageMissing(feature="storage on S3", install_hint=hint) from error
    parts = urlsplit(url)
    if not parts.netloc:
        raise InvalidOption(option="the store", value=url, expected="use s3://BUCKET/PREFIX")
    prefix = parts.path.strip("/")
    with _as_storage_error(url):
        bucket = S3Store(
            parts.netloc,
            prefix=prefix or None,
            client_options=CLIENT_OPTIONS,
            retry_config={"retry_timeout": timedelta(seconds=retry_seconds)},
        )
    return BucketStore(url, bucket)


class BucketStore:
    """See `object_store.ObjectStore`."""

    def __init__(self, url: str, bucket: S3Store) -> None:
        self.url = url
        self._bucket = bucket

    def read(self, key: str) -> bytes | None:
        with _as_storage_error(self.url):
            try:
                return bytes(self._bucket.get(key).bytes())
            except FileNotFoundError:
                return None

    def stat(self, key: str) -> tuple[int, float] | None:
        with _as_storage_error(self.url):
            try:
                found = self._bucket.head(key)
            except FileNotFoundError:
                return None
        return found["size"], found["last_modified"].timestamp()

    def read_range(self, key: str, start: int, stop: int) -> bytes:
        with _as_storage_error(self.url):
            return bytes(self._bucket.get_range(key, start=start, end=stop))

    def create(self, key: str, data: bytes, media_type: str) -> bool:
        from obstore.exceptions import AlreadyExistsError  # noqa: PLC0415 - an extra

        with _as_storage_error(self.url):
            try:
                self._bucket.put(key, data, mode="create", attributes=_attributes(media_type))
            except AlreadyExistsError:
                return False
        return True

    def write(self, key: str, data: bytes, media_type: str) -> None:
        with _as_storage_error(self.url):
            self._bucket.put(key, data, attributes=_attributes(media_type))

    def upload(self, key: str, path: Path, media_type: str) -> None:
        with _as_storage_error(self.url):
            self._bucket.put(key, path, attributes=_attributes(media_type))

    def download(self, key: str, path: Path) -> bool:
        with _as_storage_error(self.url):
            try:
                found = self._bucket.get(key)
            except FileNotFoundError:
                return False
            with atomic_write(path) as temporary, temporary.open("wb") as file:
                for chunk in found.stream(min_chunk_size=CHUNK_BYTES):
                    file.write(chunk)
        return True

    def sign(self, key: str, method: str, seconds: int) -> str:
        import obstore  # noqa: PLC0415 - an extra

        http_method: HTTP_METHOD = "HEAD" if method == "HEAD" else "GET"
        with _as_storage_error(self.url):
            return obstore.sign(self._bucket, http_method, key, timedelta(seconds=seconds))

    def list_objects(self, prefix: str) -> Iterator[tuple[str, float]]:
        with _as_storage_error(self.url):
            for chunk in self._bucket.list(prefix):
                for each in chunk:
                    yield each["path"], each["last_modified"].timestamp()

    def delete(self, key: str) -> None:
        with _as_storage_error(self.url):
            try:
                self._bucket.delete(key)
            except FileNotFoundError:
                return


def _attributes(media_type: str) -> dict[str, str]:
    return {"Content-Type": media_type}


@contextmanager
def _as_storage_error(url: str) -> Iterator[None]:
    """Translate the errors of obstore. Raises StorageUnavailable."""
    from obstore.exceptions import BaseError  # noqa: PLC0415 - an extra

    try:
        yield
    except (BaseError, OSError) as error:
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise StorageUnavailable(url=url, reason=reason) from error
