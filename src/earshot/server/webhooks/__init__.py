"""Notifications of other servers: webhooks and WebSub, through one outbox."""
