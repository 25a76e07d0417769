-- Scores given to experiments as a whole, newest first.
-- Parameters: project_id, experiment_ids, limit (for each experiment). No slots. Columns: those of a score.
SELECT id, experiment_id, trace_id, name, data_type, value, string_value, source, comment, timestamp, environment, created_at, updated_at
FROM scores FINAL
WHERE project_id = {project_id:String} AND experiment_id IN {experiment_ids:Array(String)}
ORDER BY timestamp DESC, id DESC
LIMIT {limit:UInt32} BY experiment_id
