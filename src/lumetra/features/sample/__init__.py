"""The sample project: recorded traffic of the applications in `examples/`, replayed through the real ingestion API."""
