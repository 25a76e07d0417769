"""The load of the ingestion benchmark: realistic traces, and a sender that costs next to nothing."""
