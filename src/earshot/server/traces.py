"""Traces of requests, jobs and tasks for OpenTelemetry. No other module imports it.

Without `configure_tracing` nothing is recorded.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from earshot.errors import PackageMissing
from earshot.version import __version__

SERVICE_NAME = "earshot"
_tracers: list[Any] = []
"""The tracer, if tracing is on."""


def configure_tracing(url: str) -> Callable[[], None]:
    """Send traces to the collector at this URL (OTLP over HTTP).

    Returns a function that sends pending traces and stops. Raises PackageMissing.
    """
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415
            OTLPSpanExporter,
        )
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415 - an extra
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
    except ImportError as error:
        hint = "pip install 'earshot-audio[otel]'"
        raise PackageMissing(feature="traces_url", install_hint=hint) from error
    logging.getLogger("opentelemetry").setLevel(logging.ERROR)
    resource = Resource.create({"service.name": SERVICE_NAME, "service.version": __version__})
    provider = TracerProvider(resource=resource)
    endpoint = f"{url.rstrip('/')}/v1/traces"
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=endpoint)))
    _tracers.append(provider.get_tracer(SERVICE_NAME, __version__))

    def stop() -> None:
        _tracers.clear()
        provider.shutdown()

    return stop


@contextmanager
def record_span(name: str, **attributes: str) -> Iterator[None]:
    """Record the block as a span inside the present one. An error of the block is recorded."""
    if not _tracers:
        yield
        return
    named = {f"earshot.{key}": value for key, value in attributes.items()}
    with _tracers[0].start_as_current_span(name, attributes=named):
        yield


class TracingMiddleware:
    """Records each request as a span, inside the caller's if there is a `traceparent` header. The
    path of a request may have a secret, so only its pattern is recorded."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _tracers:
            await self._app(scope, receive, send)
            return
        from opentelemetry.propagate import extract  # noqa: PLC0415 - an extra
        from opentelemetry.trace import SpanKind  # noqa: PLC0415

        method = scope["method"]
        with _tracers[0].start_as_current_span(
            method,
            context=extract(Headers(scope=scope)),
            kind=SpanKind.SERVER,
            attributes={"http.request.method": method},
        ) as span:

            async def send_and_record(message: Message) -> None:
                if message["type"] == "http.response.start":
                    span.set_attribute("http.response.status_code", message["status"])
                await send(message)

            await self._app(scope, receive, send_and_record)
            if route := getattr(scope.get("route"), "path", ""):
                span.update_name(f"{method} {route}")
                span.set_attribute("http.route", route)
