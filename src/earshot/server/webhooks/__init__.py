"""What the server tells others of itself: webhooks and WebSub, out of one outbox."""
