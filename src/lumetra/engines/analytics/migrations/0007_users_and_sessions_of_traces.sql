-- The user and session of a trace may change, and the small table must find it under each of them: it kept the greatest only, so a
-- trace that went from session b to session a was never found under a. It keeps the set of all that rows ever said; whoever reads the
-- living rows drops the others. What no read asked of it (name, time of the last change) goes. It is made anew from the rows, which
-- takes some 2 s of CPU a million.
-- Granules of 1 024 rows, because what is looked for here (one trace, the traces of a session) lies in a few of them.
DROP VIEW IF EXISTS traces_from_observations;
DROP TABLE IF EXISTS traces SYNC;
CREATE TABLE IF NOT EXISTS traces
(
    project_id   LowCardinality(String),
    hour         DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
    trace_id     String CODEC(ZSTD(1)),
    start_time   SimpleAggregateFunction(min, DateTime64(6, 'UTC')),
    end_time     SimpleAggregateFunction(max, DateTime64(6, 'UTC')),
    user_ids     SimpleAggregateFunction(groupUniqArrayArray, Array(String)) CODEC(ZSTD(1)),
    session_ids  SimpleAggregateFunction(groupUniqArrayArray, Array(String)) CODEC(ZSTD(1)),
    INDEX trace_id_bloom     trace_id     TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX user_ids_bloom     user_ids     TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX session_ids_bloom  session_ids  TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(hour)
ORDER BY (project_id, hour, trace_id)
SETTINGS index_granularity = 1024;
CREATE MATERIALIZED VIEW IF NOT EXISTS traces_from_observations TO traces AS
SELECT
    project_id,
    toStartOfHour(observations.start_time) AS hour,
    trace_id,
    min(observations.start_time) AS start_time,
    max(coalesce(observations.end_time, observations.start_time)) AS end_time,
    groupUniqArrayIf(observations.user_id, observations.user_id != '') AS user_ids,
    groupUniqArrayIf(observations.session_id, observations.session_id != '') AS session_ids
FROM observations
WHERE is_deleted = 0
GROUP BY project_id, hour, trace_id;
-- In the order of the key, so that memory does not grow with the rows.
INSERT INTO traces
SELECT
    project_id,
    toStartOfHour(observations.start_time) AS hour,
    trace_id,
    min(observations.start_time),
    max(coalesce(observations.end_time, observations.start_time)),
    groupUniqArrayIf(observations.user_id, observations.user_id != ''),
    groupUniqArrayIf(observations.session_id, observations.session_id != '')
FROM observations
WHERE is_deleted = 0
GROUP BY project_id, hour, trace_id
SETTINGS optimize_aggregation_in_order = 1;
