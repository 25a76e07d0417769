-- One row per intake request that reached its end (stored, or set aside). A newer row for the same request replaces it, which
-- happens when the log is read again after a crash. Kept for 30 days.
CREATE TABLE IF NOT EXISTS receipts
(
    project_id   LowCardinality(String),
    id           String CODEC(ZSTD(1)),
    received_at  DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)),
    stored_at    Nullable(DateTime64(6, 'UTC')) CODEC(ZSTD(1)),
    kind         LowCardinality(String),
    key_id       LowCardinality(String),
    sdk_name     LowCardinality(String),
    sdk_version  LowCardinality(String),
    state        LowCardinality(String),
    body_bytes   UInt64 CODEC(ZSTD(1)),
    accepted     UInt32 CODEC(ZSTD(1)),
    rejected     UInt32 CODEC(ZSTD(1)),
    reasons      Array(String) CODEC(ZSTD(1)),
    trace_ids    Array(String) CODEC(ZSTD(1)),
    INDEX trace_ids_bloom trace_ids TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(received_at)
ORDER BY (project_id, received_at, id)
TTL toDateTime(received_at) + INTERVAL 30 DAY;
