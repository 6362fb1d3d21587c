"""The HTTP API: operations, routes and their handlers."""
