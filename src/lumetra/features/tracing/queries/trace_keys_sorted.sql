-- Purpose: the keys of one page of traces in the order of a total. Reads all traces of the window.
-- Parameters: project_id, window_start, window_end (µs), row_limit, and those of the slots. Columns: trace_id, started, ended, sort_value.
SELECT trace_id, min(observations.start_time) AS started, max(coalesce(observations.end_time, observations.start_time)) AS ended,
       toFloat64(ifNull(/* slot:sort */, -1)) AS sort_value
FROM observations FINAL
WHERE project_id = {project_id:String}
  AND observations.start_time >= fromUnixTimestamp64Micro({window_start:Int64}, 'UTC')
  AND observations.start_time < fromUnixTimestamp64Micro({window_end:Int64}, 'UTC')
  AND /* slot:where */
GROUP BY trace_id
HAVING (/* slot:having */) AND (/* slot:after */)
ORDER BY sort_value /* slot:direction */, trace_id DESC
LIMIT {row_limit:UInt32}
