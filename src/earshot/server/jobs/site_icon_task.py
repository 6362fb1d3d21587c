"""The task that fetches the icon of a site, in the process for untrusted sources."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from earshot.errors import SourceError
from earshot.files import write_file
from earshot.httpclient.client import Fetcher
from earshot.httpclient.private_hosts import PrivateHosts
from earshot.ingest.site_icons import list_icons
from earshot.publish.artwork import ICON_SIZES, draw_icon
from earshot.server.jobs.messages import FetchSiteIcon, NoResult, ReportProgress


def fetch_site_icon(request: FetchSiteIcon, report: ReportProgress) -> NoResult:
    """Write the first icon of the site that can be drawn."""
    fetcher = Fetcher()
    fetcher.private_hosts = PrivateHosts(request.private_hosts)
    for url in list_icons(request.origin, fetcher):
        report()
        with suppress(SourceError, ValueError):
            _write_icon(request, fetcher.fetch_image(url))
            break
    return NoResult()


def _write_icon(request: FetchSiteIcon, content: bytes) -> None:
    """Raises ValueError."""
    icons = {shape: draw_icon(content, size) for shape, size in ICON_SIZES.items()}
    for shape, icon in icons.items():
        write_file(Path(request.folder, f"{request.name}-{shape}.webp"), icon)
