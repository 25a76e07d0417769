-- Every execution of an experiment that spans reported: one row a trace and item, with the time of the item's root and the cost of its trace.
-- Parameters: project_id, experiment_id. No slots.
-- Columns: trace_id, item_id, observation_id, start_time, latency_ms (null while open), cost_usd (null without a price), errors.
SELECT
    trace_id,
    experiment_item_id AS item_id,
    argMinIf(id, o.start_time, id = experiment_item_root_observation_id OR parent_id = '') AS observation_id,
    min(o.start_time) AS start_time,
    minIf(
        dateDiff('microsecond', o.start_time, o.end_time) / 1000,
        id = experiment_item_root_observation_id OR (experiment_item_root_observation_id = '' AND parent_id = '')
    ) AS latency_ms,
    sumOrNull(total_cost) AS cost_usd,
    countIf(level = 'ERROR') AS errors
FROM observations AS o FINAL
WHERE project_id = {project_id:String} AND experiment_id = {experiment_id:String} AND type != 'TRACE'
GROUP BY trace_id, experiment_item_id
ORDER BY start_time, trace_id
