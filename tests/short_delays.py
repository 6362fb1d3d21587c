"""The command `earshot` with short delays after faults, and fewer retries. Tests of retries wait
for several delays, and these are not what they test."""

from __future__ import annotations

import sys

from earshot import cli
from earshot.server import lifecycle
from earshot.server.api import recording_lookup
from earshot.server.jobs import leases, peer_voices, queue, runner
from earshot.server.storage import cached_data_dir
from earshot.workers import async_pool


def main() -> int:
    runner.RETRY_DELAY_SECONDS, runner.MAX_CRASHES = 0.2, 3
    leases.LEASE_SECONDS, leases.RENEWAL_SECONDS = 2.0, 0.4
    peer_voices.REFRESH_SECONDS, peer_voices.VALID_SECONDS = 0.5, 3.0
    queue.PAUSE_SECONDS = 0.5
    lifecycle.EXPORT_INTERVAL_SECONDS = 0.2
    cached_data_dir.STORAGE_RETRY_SECONDS = 1
    recording_lookup.READ_TIMEOUT_SECONDS = 1.0
    async_pool.RESTART_SECONDS = 0.1
    return cli.main()


if __name__ == "__main__":
    sys.exit(main())
