-- What people said the output should have been, the newest word on each trace and step.
-- Parameters: project_id, trace_ids. No slots. Columns: trace_id, observation_id (empty: of the trace), text.
SELECT trace_id, observation_id, argMax(string_value, timestamp) AS text
FROM scores FINAL
WHERE project_id = {project_id:String} AND data_type = 'CORRECTION' AND trace_id IN {trace_ids:Array(String)}
GROUP BY trace_id, observation_id
