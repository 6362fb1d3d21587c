"""The services of one server, as request handlers see them.

`service_factory` creates them. This module imports their classes only as types, so a handler
loads no more of the server than it uses.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from earshot.server.connectors.poller import ConnectorPoller
    from earshot.server.editions.service import EditionService
    from earshot.server.edits import EditService
    from earshot.server.event_bus import EventBus
    from earshot.server.file_responses import VersionDates
    from earshot.server.icon_cache import IconCache
    from earshot.server.image_cache import ImageCache
    from earshot.server.jobs.runner import JobRunner
    from earshot.server.oidc import OidcProvider
    from earshot.server.page_cache import PageCache
    from earshot.server.paywall.previews import PreviewService
    from earshot.server.periodic_export import PeriodicExport
    from earshot.server.proofs import ProofService
    from earshot.server.rate_limit import RateLimiter
    from earshot.server.settings import Settings
    from earshot.server.source_monitor import SourceMonitor
    from earshot.server.storage.account_library import LibraryStore
    from earshot.server.storage.accounts import AccountStore
    from earshot.server.storage.audit_log import AuditLog
    from earshot.server.storage.background_lease import BackgroundLease
    from earshot.server.storage.cookie_store import CookieStore
    from earshot.server.storage.data_dir import DataDir
    from earshot.server.storage.database import Database
    from earshot.server.storage.login_attempts import LoginAttemptStore
    from earshot.server.storage.oidc_identities import IdentityStore
    from earshot.server.storage.passkeys import PasskeyStore
    from earshot.server.storage.sessions import SessionStore
    from earshot.server.storage.sites import SiteStore
    from earshot.server.storage.stories import StoryStore
    from earshot.server.submissions import SubmissionService
    from earshot.server.subscriptions.importer import ListImporter
    from earshot.server.subscriptions.poller import Poller
    from earshot.server.transcodes import TranscodeService
    from earshot.server.webhooks.delivery import WebhookDelivery
    from earshot.server.webhooks.outbox import Outbox
    from earshot.server.webhooks.store import WebhookStore


def _create_login_locks() -> dict[bool, asyncio.Lock]:
    return {True: asyncio.Lock(), False: asyncio.Lock()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """All services of a running server."""

    data_dir: DataDir
    settings: Settings
    database: Database
    accounts: AccountStore
    audit_log: AuditLog
    sessions: SessionStore
    login_attempts: LoginAttemptStore
    passkeys: PasskeyStore
    identities: IdentityStore
    oidc_provider: OidcProvider
    sites: SiteStore
    cookies: CookieStore
    stories: StoryStore
    library: LibraryStore
    events: EventBus
    job_runner: JobRunner
    previews: PreviewService
    proofs: ProofService
    transcodes: TranscodeService
    editions: EditionService
    periodic_export: PeriodicExport
    submissions: SubmissionService
    edits: EditService
    source_monitor: SourceMonitor
    poller: Poller
    connector_poller: ConnectorPoller
    list_importer: ListImporter
    background_lease: BackgroundLease
    outbox: Outbox
    webhooks: WebhookStore
    delivery: WebhookDelivery
    image_cache: ImageCache
    icon_cache: IconCache
    page_cache: PageCache
    feed_versions: VersionDates
    rate_limiter: RateLimiter
    login_limiter: RateLimiter
    listen_limiter: RateLimiter
    player_request_limiter: RateLimiter
    login_locks: dict[bool, asyncio.Lock] = field(default_factory=_create_login_locks)
    """By whether the browser is known: unknown ones together use one core for their passwords."""
    started_at: float = field(default_factory=time.monotonic)

    def close(self) -> None:
        """Close the connections to the storage."""
        self.data_dir.close()
        self.database.close()
