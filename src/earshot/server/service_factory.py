"""Creates the services of a server from its settings, and connects them to each other."""

from __future__ import annotations

from typing import Any

from earshot.server.connectors.poller import ConnectorPoller
from earshot.server.connectors.store import ConnectorStore
from earshot.server.editions.service import EditionService
from earshot.server.edits import EditService
from earshot.server.event_bus import EventBus
from earshot.server.file_responses import VersionDates
from earshot.server.icon_cache import IconCache
from earshot.server.image_cache import ImageCache
from earshot.server.jobs.protocols import TaskRunner
from earshot.server.jobs.runner import JobRunner
from earshot.server.oidc import OidcProvider
from earshot.server.page_cache import PageCache
from earshot.server.paywall.previews import PreviewService
from earshot.server.periodic_export import PeriodicExport
from earshot.server.proofs import ProofService
from earshot.server.rate_limit import RateLimiter
from earshot.server.services import Services
from earshot.server.settings import Settings
from earshot.server.source_monitor import SourceMonitor
from earshot.server.storage.account_library import LibraryStore
from earshot.server.storage.accounts import AccountStore
from earshot.server.storage.audit_log import AuditLog
from earshot.server.storage.background_lease import BackgroundLease
from earshot.server.storage.cookie_store import CookieStore
from earshot.server.storage.data_dir import DataDir
from earshot.server.storage.database import Database, open_database
from earshot.server.storage.login_attempts import LoginAttemptStore
from earshot.server.storage.oidc_identities import IdentityStore
from earshot.server.storage.passkeys import PasskeyStore
from earshot.server.storage.sessions import SessionStore
from earshot.server.storage.shared_rate_limits import SharedRateLimiter
from earshot.server.storage.sites import SiteStore
from earshot.server.storage.stories import StoryStore
from earshot.server.submissions import SubmissionService
from earshot.server.subscriptions.entry_sync import EntrySync
from earshot.server.subscriptions.importer import ListImporter
from earshot.server.subscriptions.poller import Poller
from earshot.server.subscriptions.store import SubscriptionStore
from earshot.server.transcodes import TranscodeService
from earshot.server.webhooks.delivery import WebhookDelivery
from earshot.server.webhooks.outbox import Outbox
from earshot.server.webhooks.store import WebhookStore
from earshot.server.webhooks.websub import WebSubPublisher, validate_hub


def create_services(data_dir: DataDir, settings: Settings) -> Services:
    """Open the library. Raises as `open_database`, and InvalidOption."""
    database, events = open_database(data_dir, settings.database), EventBus()
    stories = StoryStore(database)
    audit_log = AuditLog(database)
    library = LibraryStore(database, stories.observers)
    job_runner = JobRunner(data_dir, stories, settings, events)
    editions = EditionService(data_dir, stories, library, settings)
    job_runner.edition_content_of = editions.content_of
    submissions = SubmissionService(data_dir, settings, stories, library, job_runner)
    subscriptions, connectors = SubscriptionStore(database), ConnectorStore(database)
    entry_sync = EntrySync(subscriptions, stories, library, submissions, job_runner)
    poller = Poller(subscriptions, entry_sync, job_runner.worker_pool.run_task, settings)
    messages = _create_message_services(stories, library, audit_log, settings)
    stories.observers.append(editions.on_story_change)
    services = Services(
        data_dir=data_dir,
        settings=settings,
        database=database,
        stories=stories,
        library=library,
        events=events,
        job_runner=job_runner,
        editions=editions,
        submissions=submissions,
        edits=EditService(data_dir, stories, audit_log, job_runner, job_runner.worker_pool),
        source_monitor=SourceMonitor(data_dir, stories, job_runner),
        poller=poller,
        list_importer=ListImporter(poller, library, submissions),
        connector_poller=ConnectorPoller(connectors, stories, library, submissions, settings),
        background_lease=BackgroundLease(database, job_runner.leases.worker),
        **messages,
        **_create_task_services(data_dir, settings, job_runner.worker_pool),
        **_create_account_services(data_dir, database, settings, audit_log),
        **_create_request_services(database, settings),
    )
    stories.observers.append(services.periodic_export.on_story_change)
    _limit_background_work(services)
    return services


def _create_task_services(
    data_dir: DataDir, settings: Settings, task_runner: TaskRunner
) -> dict[str, Any]:
    """The services whose work is done by tasks."""
    return {
        "icon_cache": IconCache(data_dir, settings, task_runner),
        "periodic_export": PeriodicExport(data_dir, settings, task_runner),
        "previews": PreviewService(data_dir, task_runner),
        "proofs": ProofService(data_dir, task_runner),
        "transcodes": TranscodeService(data_dir, task_runner),
    }


def _limit_background_work(services: Services) -> None:
    """Of several servers, only the one that has the lease polls and sends messages."""
    lease = services.background_lease
    services.poller.may_poll = services.connector_poller.may_poll = lease.acquire
    services.delivery.may_send = lambda: lease.is_held


def _create_message_services(
    stories: StoryStore, library: LibraryStore, audit_log: AuditLog, settings: Settings
) -> dict[str, Any]:
    outbox = Outbox(library.database)
    webhooks = WebhookStore(library, outbox, audit_log, settings.public_url)
    stories.observers.append(webhooks.on_story_change)
    if validate_hub(settings.websub_hub):
        websub = WebSubPublisher(library, outbox, settings.public_url)
        stories.observers.append(websub.on_story_change)
    delivery = WebhookDelivery(outbox, webhooks, settings)
    return {"outbox": outbox, "webhooks": webhooks, "delivery": delivery}


def _create_account_services(
    data_dir: DataDir, database: Database, settings: Settings, audit_log: AuditLog
) -> dict[str, Any]:
    return {
        "audit_log": audit_log,
        "accounts": AccountStore(database),
        "sessions": SessionStore(database, settings.password),
        "login_attempts": LoginAttemptStore(database),
        "passkeys": PasskeyStore(database, audit_log),
        "identities": IdentityStore(database, audit_log),
        "oidc_provider": OidcProvider(settings),
        "sites": SiteStore(database, audit_log),
        "cookies": CookieStore(data_dir, database, audit_log),
    }


def _create_request_services(database: Database, settings: Settings) -> dict[str, Any]:
    """The caches and limits of requests."""
    return {
        "image_cache": ImageCache(settings.allowed_private_hosts),
        "page_cache": PageCache(database),
        "feed_versions": VersionDates(),
        "rate_limiter": _create_limiter(database, "requests", settings.rate_limit),
        "login_limiter": _create_limiter(database, "logins", 10),
        "listen_limiter": _create_limiter(database, "listening", 60),
        "player_request_limiter": _create_limiter(database, "players", 20),
    }


def _create_limiter(database: Database, name: str, per_minute: int) -> RateLimiter:
    if database.is_shared:
        return SharedRateLimiter(per_minute, database, name)
    return RateLimiter(per_minute)
