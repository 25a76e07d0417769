-- Purpose: the keys of one numbered page of traces in the order of one of their columns, newest first among equals. Reads all
-- traces of the window, in the columns that the order and the filter name.
-- Parameters: project_id, window_start, window_end (µs), row_limit, row_offset, and those of the slots. Columns: trace_id, started, ended.
SELECT trace_id, min(observations.start_time) AS started, max(coalesce(observations.end_time, observations.start_time)) AS ended
FROM observations FINAL
WHERE project_id = {project_id:String}
  AND observations.start_time >= fromUnixTimestamp64Micro({window_start:Int64}, 'UTC')
  AND observations.start_time < fromUnixTimestamp64Micro({window_end:Int64}, 'UTC')
  AND /* slot:where */
GROUP BY trace_id
HAVING /* slot:having */
ORDER BY /* slot:sort */ /* slot:direction */, started DESC, trace_id DESC
LIMIT {row_limit:UInt32} OFFSET {row_offset:UInt64}
