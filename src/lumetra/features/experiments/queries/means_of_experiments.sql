-- Mean of every numeric and yes/no score of experiments, of the traces that spans reported and of those that clients linked.
-- Parameters: project_id, experiment_ids, linked_experiments and linked_traces (of equal length, one pair an execution). No slots.
-- Columns: experiment_id, name, mean, count.
SELECT o.experiment_id AS experiment_id, s.name AS name, avg(s.value) AS mean, count() AS count
FROM (
    SELECT trace_id, name, value FROM scores FINAL
    WHERE project_id = {project_id:String} AND data_type IN ('NUMERIC', 'BOOLEAN')
) AS s
INNER JOIN (
    SELECT experiment_id, trace_id FROM observations
    WHERE project_id = {project_id:String} AND experiment_id IN {experiment_ids:Array(String)}
    UNION DISTINCT
    SELECT pair.1 AS experiment_id, pair.2 AS trace_id
    FROM (SELECT arrayJoin(arrayZip({linked_experiments:Array(String)}, {linked_traces:Array(String)})) AS pair)
) AS o ON s.trace_id = o.trace_id
GROUP BY experiment_id, name
ORDER BY experiment_id, name
