"""Worker processes: one protocol for voices, synthesis and the server.

A worker is a module whose `main` is called in a new process with one end of a socket pair.
Requests and answers are messages: a JSON header and binary parts (`framing`). `worker.Worker` is
for threads and `async_pool.AsyncWorkerPool` for asyncio; `service` is the worker's side. A worker
ends when its socket is closed, so it cannot outlive the process that started it; one whose requests
take long calls `Channel.exit_when_closed`.
"""
