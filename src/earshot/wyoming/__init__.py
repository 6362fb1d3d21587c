"""A server for the Wyoming protocol, by which Home Assistant speaks."""
