"""A local S3 service with an empty bucket."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import pytest


@contextmanager
def run_s3() -> Iterator[str]:
    """The URL of an empty bucket. The variables of the environment name the service."""
    boto3 = pytest.importorskip("boto3", reason="left out: boto3 is not installed")
    server_module = pytest.importorskip("moto.server", reason="left out: moto is not installed")
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = server_module.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    variables = {
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
    }
    try:
        with pytest.MonkeyPatch.context() as patch:
            for name, value in variables.items():
                patch.setenv(name, value)
            client = boto3.client("s3", region_name="us-east-1")
            client.create_bucket(Bucket="recordings")
            yield "s3://recordings"
    finally:
        server.stop()
