"""Send a saved page to a running server (`earshot serve`) and wait for its recording."""

import sys
import time
from pathlib import Path

import httpx


def main(server: str, page: str, key: str = "") -> None:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    with httpx.Client(base_url=server, headers=headers, timeout=60) as client:
        sent = {"html": Path(page).read_text("utf-8")}
        story = client.post("/v1/stories", json=sent).raise_for_status().json()
        while story["status"] not in ("succeeded", "failed"):
            time.sleep(1)
            story = client.get(f"/v1/stories/{story['id']}").raise_for_status().json()
        print(story["error"] or f"{server}/v1/stories/{story['id']}/audio.mp3")


if __name__ == "__main__":
    main(*sys.argv[1:])
