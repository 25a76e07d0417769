"""The outside world: analytics, database, blobs, queue, cache, jobs. Each has an embedded and a cluster implementation; nothing above knows which one runs."""
