-- Purpose: the keys of one page of observations, newest first, from one window of time. Reads narrow columns only.
-- Parameters: project_id, window_start, window_end (µs), row_limit, row_offset, and those of the slots. Columns: start_time, trace_id, id.
SELECT observations.start_time AS start_time, trace_id, id
FROM observations FINAL
WHERE project_id = {project_id:String}
  AND observations.start_time >= fromUnixTimestamp64Micro({window_start:Int64}, 'UTC')
  AND observations.start_time < fromUnixTimestamp64Micro({window_end:Int64}, 'UTC')
  AND type != 'TRACE'
  AND /* slot:after */
  AND /* slot:filter */
ORDER BY observations.start_time DESC, trace_id DESC, id DESC
LIMIT {row_limit:UInt32} OFFSET {row_offset:UInt32}
