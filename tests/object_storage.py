"""A local S3 service with an empty bucket."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import pytest

from earshot.object_store import open_store

BUCKET = "recordings"


class S3Service:
    """Its objects are in the memory of the test, so a stopped service loses none."""

    url = f"s3://{BUCKET}"

    def __init__(self) -> None:
        moto = pytest.importorskip("moto.server", reason="left out: moto is not installed")
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        self._create: Any = moto.ThreadedMotoServer
        self._port = 0
        self.start()

    def start(self) -> None:
        self._server = self._create(ip_address="127.0.0.1", port=self._port, verbose=False)
        self._server.start()
        self._server._server.app = _lock_creation(self._server._server.app)
        _, self._port = self._server.get_host_and_port()

    def stop(self) -> None:
        self._server.stop()

    def list_keys(self) -> list[str]:
        return [key for key, _ in open_store(self.url).list_objects("")]

    @property
    def variables(self) -> dict[str, str]:
        return {
            "AWS_ACCESS_KEY_ID": "key",
            "AWS_SECRET_ACCESS_KEY": "secret",
            "AWS_REGION": "us-east-1",
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{self._port}",
        }


def _lock_creation(application: Any) -> Any:
    """Moto looks for an object and then writes it, so two requests can create the same one. S3
    does both in one step."""
    lock = threading.Lock()

    def respond(environment: dict[str, Any], start_response: Any) -> Any:
        with lock if "HTTP_IF_NONE_MATCH" in environment else nullcontext():
            return application(environment, start_response)

    return respond


@contextmanager
def run_s3_service() -> Iterator[S3Service]:
    """The variables of the environment name the service."""
    boto3 = pytest.importorskip("boto3", reason="left out: boto3 is not installed")
    service = S3Service()
    try:
        with pytest.MonkeyPatch.context() as patch:
            for name, value in service.variables.items():
                patch.setenv(name, value)
            client = boto3.client("s3", region_name="us-east-1")
            client.create_bucket(Bucket=BUCKET)
            yield service
    finally:
        service.stop()


@contextmanager
def run_s3() -> Iterator[str]:
    """The URL of an empty bucket. The variables of the environment name the service."""
    with run_s3_service() as service:
        yield service.url


@contextmanager
def run_store(kind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of an empty store: a "folder", or a bucket of "s3"."""
    if kind == "folder":
        yield str(tmp_path_factory.mktemp("objects"))
        return
    with run_s3() as url:
        yield url
