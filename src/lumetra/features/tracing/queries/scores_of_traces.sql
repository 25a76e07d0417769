-- Purpose: the scores of some traces and of their observations. Parameters: project_id, trace_ids.
-- Columns: the whole row, ordered by time.
-- PREWHERE names columns of the key only: every version of a row has the same, so FINAL still sees all versions.
SELECT *
FROM scores FINAL
PREWHERE project_id = {project_id:String} AND trace_id IN {trace_ids:Array(String)}
ORDER BY trace_id, timestamp, id
