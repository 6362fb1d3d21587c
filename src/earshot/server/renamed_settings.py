"""Settings that had another name in an earlier version."""

RENAMED_SETTINGS = {
    "address": "base_url",
    "origins": "allowed_origins",
    "access": "access_rules",
    "token_keys": "jwt_keys",
    "makers": "workers",
    "upload_mb": "max_upload_mb",
    "rate": "rate_limit",
    "keep_days": "retention_days",
    "poll_first": "poll_initial_entries",
    "poll_most": "poll_max_entries",
    "owner": "podcast_owner",
    "email": "podcast_email",
    "category": "podcast_category",
    "zone": "timezone",
    "hub": "websub_hub",
    "receivers": "allowed_private_hosts",
    "trusted_webhook_hosts": "allowed_private_hosts",
    "home": "data_dir",
}
"""Old names; the error names the new one. `home` existed only as a variable."""
