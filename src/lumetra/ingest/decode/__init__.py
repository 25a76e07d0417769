"""From requests to domain records: OTLP (protobuf, JSON) and Langfuse batch events. Pure; one bad record never harms another."""
