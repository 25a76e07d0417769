-- Purpose: the sessions that some traces belong to. Parameters: project_id, trace_ids, window_start, window_end (µs; the hours the
-- traces lie in). Columns: trace_id, session_id.
SELECT trace_id, max(traces.session_id) AS session_id
FROM traces
WHERE project_id = {project_id:String}
  AND trace_id IN {trace_ids:Array(String)}
  AND hour >= fromUnixTimestamp64Micro({window_start:Int64}, 'UTC')
  AND hour < fromUnixTimestamp64Micro({window_end:Int64}, 'UTC')
GROUP BY trace_id
HAVING session_id != ''
