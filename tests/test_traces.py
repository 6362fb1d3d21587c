"""Traces: sent by a real server to a collector."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from serving import running_server, story_markdown

from earshot.errors import InvalidOption
from earshot.server.settings import Settings
from earshot.server.settings_validation import validate_settings
from earshot.server.traces import record_span

TRACE_ID, CALLER = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


@contextmanager
def run_collector() -> Iterator[tuple[str, list[Any]]]:
    """The URL of a collector, and the spans that it has received."""
    service = pytest.importorskip("opentelemetry.proto.collector.trace.v1.trace_service_pb2")
    pytest.importorskip("opentelemetry.sdk")
    spans: list[Any] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            request = service.ExportTraceServiceRequest.FromString(body)
            for resource in request.resource_spans:
                spans.extend(span for scope in resource.scope_spans for span in scope.spans)
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *values: object) -> None:  # noqa: A002
            pass

    collector = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=collector.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{collector.server_address[1]}", spans
    finally:
        collector.shutdown()
        thread.join()
        collector.server_close()


def test_requests_jobs_and_tasks_are_traced(tmp_path: Path) -> None:
    with run_collector() as (url, spans), running_server(tmp_path, traces_url=url) as server:
        story = server.create_finished_story(markdown=story_markdown("Secret"))
        parent = {"traceparent": f"00-{TRACE_ID}-{CALLER}-01"}
        server.client.get(f"/v1/stories/{story['id']}", headers=parent)
    by_name = {span.name: span for span in spans}
    requests = [span for span in spans if span.trace_id.hex() == TRACE_ID]
    assert [span.name for span in requests] == ["GET /v1/stories/{id}"]
    assert requests[0].parent_span_id.hex() == CALLER
    job, task = by_name["narrate story"], by_name["FinishRecording"]
    assert task.parent_span_id == job.span_id
    [story_id] = [each for each in job.attributes if each.key == "earshot.story_id"]
    assert story_id.value.string_value == story["id"]
    assert by_name["PrepareStory"].parent_span_id == by_name["prepare story"].span_id
    assert "Secret" not in str(spans)


def test_nothing_is_recorded_without_a_collector() -> None:
    with pytest.raises(ValueError, match="an error"), record_span("a span", story_id="1"):
        raise ValueError("an error")


def test_the_collector_has_an_http_url() -> None:
    with pytest.raises(InvalidOption, match="traces_url"):
        validate_settings(Settings(traces_url="localhost:4318"))
