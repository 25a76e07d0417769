-- The same of traces that clients linked by hand: from the first to the last moment of the trace.
-- Parameters: project_id, trace_ids. No slots.
-- Columns: trace_id, observation_id (the root's), start_time, latency_ms (null while open), cost_usd (null without a price), errors.
SELECT
    trace_id,
    argMinIf(id, o.start_time, parent_id = '') AS observation_id,
    min(o.start_time) AS start_time,
    dateDiff('microsecond', min(o.start_time), max(o.end_time)) / 1000 AS latency_ms,
    sumOrNull(total_cost) AS cost_usd,
    countIf(level = 'ERROR') AS errors
FROM observations AS o FINAL
WHERE project_id = {project_id:String} AND trace_id IN {trace_ids:Array(String)} AND type != 'TRACE'
GROUP BY trace_id
