-- Mean of every numeric and yes/no score of experiments that spans reported.
-- Parameters: project_id, experiment_ids. No slots. Columns: experiment_id, name, mean, count.
SELECT o.experiment_id AS experiment_id, s.name AS name, avg(s.value) AS mean, count() AS count
FROM (
    SELECT trace_id, name, value FROM scores FINAL
    WHERE project_id = {project_id:String} AND data_type IN ('NUMERIC', 'BOOLEAN')
) AS s
INNER JOIN (
    SELECT DISTINCT experiment_id, trace_id FROM observations
    WHERE project_id = {project_id:String} AND experiment_id IN {experiment_ids:Array(String)}
) AS o ON s.trace_id = o.trace_id
GROUP BY experiment_id, name
ORDER BY experiment_id, name
