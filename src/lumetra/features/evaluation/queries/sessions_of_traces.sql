-- Purpose: the sessions that some traces belong to. Parameters: project_id, trace_ids, window_start, window_end (µs; the hours the
-- traces lie in). Columns: trace_id, session_id.
-- PREWHERE names columns of the key only: every version of a row has the same, so FINAL still sees all versions.
SELECT trace_id, argMaxIf(observations.session_id, row_version, observations.session_id != '') AS session_id
FROM observations FINAL
PREWHERE project_id = {project_id:String}
     AND trace_id IN {trace_ids:Array(String)}
WHERE toStartOfHour(start_time) >= fromUnixTimestamp64Micro({window_start:Int64}, 'UTC')
  AND toStartOfHour(start_time) < fromUnixTimestamp64Micro({window_end:Int64}, 'UTC')
GROUP BY trace_id
HAVING session_id != ''
