"""The filter grammar and the metric query: parse, check, evaluate on a record, compile to SQL. No I/O."""
