-- One wide row per observation. A newer row_version replaces an older row of the same (project, hour, trace, id); a row with
-- is_deleted = 1 hides it. Reads use FINAL. A row of type 'TRACE' (id = 't-' || trace_id) carries what belongs to the trace
-- itself (its own input, output, metadata, public, bookmarked); it is no observation and every observation query leaves it out.
-- merge_selector_base = 10 merges more parts at a time than the default of 5: 42 µs of CPU a row for inserting and merging
-- instead of 65 (48 000 rows of 2 kB in blocks of 2 000), for twice as many parts.
-- Granules of 2 048 rows: pages, traces and rare words read single rows out of granules (10 rows by two words out of 1 M: 211 ms of CPU
-- instead of 296 with 8 192, a page of observations 99 instead of 138).
CREATE TABLE IF NOT EXISTS observations
(
    project_id             LowCardinality(String),
    trace_id               String CODEC(ZSTD(1)),
    id                     String CODEC(ZSTD(1)),
    parent_id              String CODEC(ZSTD(1)),
    type                   LowCardinality(String),
    name                   LowCardinality(String),
    start_time             DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)),
    end_time               Nullable(DateTime64(6, 'UTC')) CODEC(ZSTD(1)),
    completion_start_time  Nullable(DateTime64(6, 'UTC')) CODEC(ZSTD(1)),
    level                  LowCardinality(String),
    status_message         String CODEC(ZSTD(1)),
    environment            LowCardinality(String),
    version                LowCardinality(String),
    release                LowCardinality(String),
    is_app_root            Bool,

    trace_name             LowCardinality(String),
    user_id                String CODEC(ZSTD(1)),
    session_id             String CODEC(ZSTD(1)),
    tags                   Array(LowCardinality(String)),
    public                 Bool,
    bookmarked             Bool,

    input                  String CODEC(ZSTD(1)),
    output                 String CODEC(ZSTD(1)),
    input_preview          String MATERIALIZED substringUTF8(input, 1, 300) CODEC(ZSTD(1)),
    output_preview         String MATERIALIZED substringUTF8(output, 1, 300) CODEC(ZSTD(1)),
    input_length           UInt64 MATERIALIZED length(input) CODEC(ZSTD(1)),
    output_length          UInt64 MATERIALIZED length(output) CODEC(ZSTD(1)),
    metadata               Map(LowCardinality(String), String) CODEC(ZSTD(1)),

    model                  LowCardinality(String),
    model_parameters       String CODEC(ZSTD(1)),
    usage                  Map(LowCardinality(String), Float64) CODEC(ZSTD(1)),
    usage_units            Map(LowCardinality(String), LowCardinality(String)),
    usage_problems         Map(LowCardinality(String), String),
    usage_estimated        Bool,
    provided_usage         String CODEC(ZSTD(1)),
    provided_cost          Map(LowCardinality(String), Decimal(38, 18)) CODEC(ZSTD(1)),
    cost                   Map(LowCardinality(String), Decimal(38, 18)) CODEC(ZSTD(1)),
    total_cost             Nullable(Decimal(38, 18)) CODEC(ZSTD(1)),
    model_id               LowCardinality(String),
    pricing_tier_id        LowCardinality(String),
    pricing_tier_name      LowCardinality(String),
    cost_explanation       String CODEC(ZSTD(1)),

    prompt_id              String CODEC(ZSTD(1)),
    prompt_name            LowCardinality(String),
    prompt_version         Nullable(UInt32),

    tool_definitions       Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    tool_calls             Array(String) CODEC(ZSTD(1)),
    tool_call_names        Array(LowCardinality(String)),

    experiment_id                        String CODEC(ZSTD(1)),
    experiment_name                      LowCardinality(String),
    experiment_description               String CODEC(ZSTD(1)),
    experiment_metadata                  String CODEC(ZSTD(1)),
    experiment_dataset_id                LowCardinality(String),
    experiment_item_id                   String CODEC(ZSTD(1)),
    experiment_item_version              String CODEC(ZSTD(1)),
    experiment_item_metadata             String CODEC(ZSTD(1)),
    experiment_item_root_observation_id  String CODEC(ZSTD(1)),
    experiment_item_expected_output      String CODEC(ZSTD(1)),

    source                 LowCardinality(String),
    dialect                LowCardinality(String),
    sdk_name               LowCardinality(String),
    sdk_version            LowCardinality(String),
    key_id                 LowCardinality(String),
    receipt_id             String CODEC(ZSTD(1)),
    created_at             DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)),
    updated_at             DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)),
    row_version            UInt64 CODEC(Delta(8), ZSTD(1)),
    is_deleted             UInt8 DEFAULT 0,

    INDEX trace_id_bloom   trace_id   TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX id_bloom         id         TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX user_id_bloom    user_id    TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX session_id_bloom session_id TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = ReplacingMergeTree(row_version, is_deleted)
PARTITION BY toYYYYMM(start_time)
ORDER BY (project_id, toStartOfHour(start_time), trace_id, id)
SETTINGS index_granularity = 2048, merge_selector_base = 10;

-- What may be aggregated twice without harm, per trace and hour of its observations: it answers "in which time window is
-- this trace" and feeds the list of traces. Sums are never kept here, because rows of observations are replaced.
CREATE TABLE IF NOT EXISTS traces
(
    project_id   LowCardinality(String),
    hour         DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
    trace_id     String CODEC(ZSTD(1)),
    start_time   SimpleAggregateFunction(min, DateTime64(6, 'UTC')),
    end_time     SimpleAggregateFunction(max, DateTime64(6, 'UTC')),
    name         AggregateFunction(argMax, String, UInt64),
    user_id      SimpleAggregateFunction(max, String),
    session_id   SimpleAggregateFunction(max, String),
    updated_at   SimpleAggregateFunction(max, DateTime64(6, 'UTC')),
    INDEX trace_id_bloom   trace_id   TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX user_id_bloom    user_id    TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX session_id_bloom session_id TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(hour)
ORDER BY (project_id, hour, trace_id);

CREATE MATERIALIZED VIEW IF NOT EXISTS traces_from_observations TO traces AS
SELECT
    project_id,
    toStartOfHour(observations.start_time) AS hour,
    trace_id,
    min(observations.start_time) AS start_time,
    max(coalesce(observations.end_time, observations.start_time)) AS end_time,
    argMaxState(toString(trace_name), row_version) AS name,
    max(observations.user_id) AS user_id,
    max(observations.session_id) AS session_id,
    max(observations.updated_at) AS updated_at
FROM observations
WHERE is_deleted = 0
GROUP BY project_id, hour, trace_id;

CREATE TABLE IF NOT EXISTS scores
(
    project_id          LowCardinality(String),
    id                  String CODEC(ZSTD(1)),
    timestamp           DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)),
    name                LowCardinality(String),
    data_type           LowCardinality(String),
    value               Nullable(Float64),
    string_value        String CODEC(ZSTD(1)),
    trace_id            String CODEC(ZSTD(1)),
    observation_id      String CODEC(ZSTD(1)),
    session_id          String CODEC(ZSTD(1)),
    experiment_id       String CODEC(ZSTD(1)),
    source              LowCardinality(String),
    comment             String CODEC(ZSTD(1)),
    metadata            Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    config_id           LowCardinality(String),
    queue_id            LowCardinality(String),
    author_user_id      LowCardinality(String),
    environment         LowCardinality(String),
    execution_trace_id  String CODEC(ZSTD(1)),
    evaluator_id        LowCardinality(String),
    rule_id             LowCardinality(String),
    receipt_id          String CODEC(ZSTD(1)),
    created_at          DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)),
    updated_at          DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)),
    row_version         UInt64,
    is_deleted          UInt8 DEFAULT 0,
    INDEX session_id_bloom    session_id    TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX experiment_id_bloom experiment_id TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX id_bloom            id            TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX timestamp_minmax    timestamp     TYPE minmax GRANULARITY 1
)
ENGINE = ReplacingMergeTree(row_version, is_deleted)
ORDER BY (project_id, trace_id, id)
SETTINGS index_granularity = 1024;
