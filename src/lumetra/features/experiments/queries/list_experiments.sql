-- Experiments of a project that spans reported, one row each: those of `linked` first, then the newest activity.
-- Parameters: project_id, start, end (exclusive), linked (ids that clients also linked by hand), limit. Slots: where (conditions on the rows), having (on the groups); values bound.
-- Columns: id, name, description, metadata, dataset_id, start_time, end_time, item_count, error_count, cost_usd, item_version (the newest that was run, empty when none is told).
SELECT
    experiment_id AS id,
    anyLast(experiment_name) AS name,
    max(experiment_description) AS description,
    max(experiment_metadata) AS metadata,
    max(experiment_dataset_id) AS dataset_id,
    min(o.start_time) AS start_time,
    max(coalesce(o.end_time, o.start_time)) AS end_time,
    uniqExact(trace_id, experiment_item_id) AS item_count,
    uniqExactIf(trace_id, level = 'ERROR') AS error_count,
    sum(total_cost) AS cost_usd,
    max(experiment_item_version) AS item_version
FROM observations AS o FINAL
WHERE project_id = {project_id:String}
    AND experiment_id != ''
    AND type != 'TRACE'
    AND o.start_time >= {start:DateTime64(6, 'UTC')}
    AND o.start_time < {end:DateTime64(6, 'UTC')}
    /* slot:where */
GROUP BY experiment_id
/* slot:having */
ORDER BY id IN {linked:Array(String)} DESC, end_time DESC, id DESC
LIMIT {limit:UInt32}
