"""The HTTP server: a library for listeners, an API and management pages for publishers.

The server process (`app`) handles requests; worker processes (`worker_process`) read pages and
synthesize speech. The database and the story directories hold all state. State in memory may be
lost at any time.
"""
