-- Purpose: candidates for one page of traces, newest first, from one window of time. A trace belongs to the window in which it
-- starts, so a day before the window is read too. Deleted traces are still among them: whoever reads the rows drops them.
-- Parameters: project_id, window_start, window_end (µs), row_limit, row_offset, and those of the slots. Columns: trace_id, started, ended.
SELECT trace_id, min(traces.start_time) AS started, max(traces.end_time) AS ended
FROM traces
WHERE project_id = {project_id:String}
  AND hour >= toStartOfHour(fromUnixTimestamp64Micro({window_start:Int64}, 'UTC') - INTERVAL 1 DAY)
  AND hour < fromUnixTimestamp64Micro({window_end:Int64}, 'UTC')
  AND /* slot:where */
GROUP BY trace_id
HAVING started >= fromUnixTimestamp64Micro({window_start:Int64}, 'UTC')
   AND started < fromUnixTimestamp64Micro({window_end:Int64}, 'UTC')
   AND /* slot:after */
ORDER BY started DESC, trace_id DESC
LIMIT {row_limit:UInt32} OFFSET {row_offset:UInt32}
