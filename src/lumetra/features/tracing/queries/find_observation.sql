-- Purpose: where an observation is, by its id (bloom filter). Parameters: project_id, id, trace_id (empty: any),
-- trace_rows (whether the row of a trace itself counts).
-- Columns: start_time, trace_id, id; the newest first, at most one.
-- PREWHERE names columns of the key only: every version of a row has the same, so FINAL still sees all versions.
SELECT observations.start_time AS start_time, trace_id, id
FROM observations FINAL
PREWHERE project_id = {project_id:String} AND id = {id:String}
WHERE ({trace_id:String} = '' OR trace_id = {trace_id:String})
  AND (type != 'TRACE' OR {trace_rows:Bool})
ORDER BY observations.start_time DESC
LIMIT 1
