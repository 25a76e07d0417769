-- Purpose: the scores of some traces and of their observations. Parameters: project_id, trace_ids.
-- Columns: the whole row, ordered by time.
SELECT *
FROM scores FINAL
WHERE project_id = {project_id:String} AND trace_id IN {trace_ids:Array(String)}
ORDER BY trace_id, timestamp, id
