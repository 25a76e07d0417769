-- Purpose: the keys of one page of observations in the order of some other column.
-- Parameters: project_id, window_start, window_end (µs), row_limit, and those of the slots. Columns: start_time, trace_id, id, sort_value.
SELECT observations.start_time AS start_time, trace_id, id, /* slot:sort */ AS sort_value
FROM observations FINAL
WHERE project_id = {project_id:String}
  AND observations.start_time >= fromUnixTimestamp64Micro({window_start:Int64}, 'UTC')
  AND observations.start_time < fromUnixTimestamp64Micro({window_end:Int64}, 'UTC')
  AND type != 'TRACE'
  AND /* slot:after */
  AND /* slot:filter */
ORDER BY sort_value /* slot:direction */ NULLS LAST, trace_id DESC, id DESC
LIMIT {row_limit:UInt32}
