"""Connectors at read-later services, feed readers and mailboxes, whose articles become stories."""
