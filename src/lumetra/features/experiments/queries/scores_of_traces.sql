-- Scores given to traces or to observations inside them, newest first.
-- Parameters: project_id, trace_ids, limit (for each trace). No slots. Columns: those of a score.
SELECT id, experiment_id, trace_id, name, data_type, value, string_value, source, comment, timestamp, environment, created_at, updated_at
FROM scores FINAL
WHERE project_id = {project_id:String} AND trace_id IN {trace_ids:Array(String)}
ORDER BY timestamp DESC, id DESC
LIMIT {limit:UInt32} BY trace_id
