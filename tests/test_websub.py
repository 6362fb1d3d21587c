"""Notifications of the WebSub hub."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs

from receiving import LOOPBACK, webhook_receiver
from serving import running_server, story_markdown
from test_podcasts import channel, new_feed
from test_webhooks import deliver_despite_rejections, execute_sql

from earshot.publish.podcast import ATOM

POSTPONE = "UPDATE outbox SET next_attempt_at = next_attempt_at + 1000 WHERE status = 'todo'"
"""No ping is sent before all stories are there, even if they take longer than the usual delay."""


def test_public_feeds_link_to_the_hub_and_changes_are_combined_and_retried(
    tmp_path: Path,
) -> None:
    with (
        webhook_receiver() as hub,
        running_server(
            tmp_path, allowed_private_hosts=LOOPBACK, websub_hub=f"{hub.base_url}/hub"
        ) as server,
    ):
        public, private = new_feed(server, public="yes"), new_feed(server)
        other = new_feed(server, "section", "Sport", public="yes")
        hub.next_statuses = [503]
        for number in range(3):
            server.create_finished_story(
                markdown=story_markdown(f"Number {number}"), source_id=str(number)
            )
            execute_sql(server, POSTPONE)
        deliver_despite_rejections(server, hub, 1, "/hub")
        pings = [parse_qs(each.body.decode()) for each in hub.messages]
        assert pings == [{"hub.mode": ["publish"], "hub.url": [public], "hub.topic": [public]}] * 2
        story = server.client.get("/v1/stories").json()["stories"][0]
        server.client.patch(story["links"]["self"], json={"position": 3})
        server.client.delete(story["links"]["self"])
        deliver_despite_rejections(server, hub, 2, "/hub")
        for address, named in ((public, True), (other, True), (private, False)):
            links = channel(server, address).findall(f"{{{ATOM}}}link")
            found = {each.attrib["rel"]: each.attrib["href"] for each in links}
            assert found["self"] == address
            assert ("hub" in found) == named
            assert ("link" in server.client.get(address).headers) == named
