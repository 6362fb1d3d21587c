"""A server for the Wyoming protocol, the speech protocol of Home Assistant."""
