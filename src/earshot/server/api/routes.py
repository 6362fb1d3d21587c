"""All operations of the API."""

from __future__ import annotations

from earshot.server.api import (
    analytics,
    audio,
    audit_log,
    captioned_speech,
    connectors,
    editions,
    edits,
    events,
    lexicon_changes,
    player,
    proofs,
    script,
    sites,
    speech,
    speech_models,
    stages,
    stories,
    subscriptions,
    transcripts,
    webhooks,
)

OPERATIONS = (
    *stories.OPERATIONS,
    *audio.OPERATIONS,
    *transcripts.OPERATIONS,
    *events.OPERATIONS,
    *analytics.OPERATIONS,
    *speech.OPERATIONS,
    *speech_models.OPERATIONS,
    *captioned_speech.OPERATIONS,
    *player.OPERATIONS,
    *subscriptions.OPERATIONS,
    *connectors.OPERATIONS,
    *editions.OPERATIONS,
    *edits.OPERATIONS,
    *lexicon_changes.OPERATIONS,
    *script.OPERATIONS,
    *stages.OPERATIONS,
    *proofs.OPERATIONS,
    *webhooks.OPERATIONS,
    *sites.OPERATIONS,
    *audit_log.OPERATIONS,
)
