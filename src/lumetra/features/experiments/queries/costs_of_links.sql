-- What the traces cost that clients linked to experiments by hand.
-- Parameters: project_id, linked_experiments and linked_traces (of equal length, one pair an execution). No slots.
-- Columns: experiment_id, cost_usd (null when no call had a price).
SELECT l.experiment_id AS experiment_id, sumOrNull(o.total_cost) AS cost_usd
FROM (
    SELECT DISTINCT pair.1 AS experiment_id, pair.2 AS trace_id
    FROM (SELECT arrayJoin(arrayZip({linked_experiments:Array(String)}, {linked_traces:Array(String)})) AS pair)
) AS l
INNER JOIN (
    SELECT trace_id, total_cost FROM observations FINAL
    WHERE project_id = {project_id:String} AND trace_id IN {linked_traces:Array(String)} AND type != 'TRACE'
) AS o ON o.trace_id = l.trace_id
GROUP BY experiment_id
