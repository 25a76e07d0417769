-- Purpose: the keys of one page of observations in the order of some other column. Reads narrow columns of the whole window.
-- Parameters: project_id, window_start, window_end (µs), row_limit, and those of the slots. Columns: start_time, trace_id, id, sort_value.
SELECT observations.start_time AS start_time, trace_id, id, toFloat64(ifNull(/* slot:sort */, -1)) AS sort_value
FROM observations FINAL
WHERE project_id = {project_id:String}
  AND observations.start_time >= fromUnixTimestamp64Micro({window_start:Int64}, 'UTC')
  AND observations.start_time < fromUnixTimestamp64Micro({window_end:Int64}, 'UTC')
  AND type != 'TRACE'
  AND (/* slot:after */)
  AND /* slot:filter */
ORDER BY sort_value /* slot:direction */, trace_id DESC, id DESC
LIMIT {row_limit:UInt32}
