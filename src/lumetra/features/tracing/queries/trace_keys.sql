-- Purpose: candidates for one page of traces, by their start, from one window of time. A trace belongs to the window in which it
-- starts, so the days before and behind the window are read too: what started earlier is none of it, what goes on later is whole.
-- Deleted traces are still among them: whoever reads the rows drops them.
-- Parameters: project_id, window_start, window_end (µs), row_limit, and those of the slots. Columns: trace_id, started, ended.
SELECT trace_id, min(traces.start_time) AS started, max(traces.end_time) AS ended
FROM traces
WHERE project_id = {project_id:String}
  AND hour >= toStartOfHour(fromUnixTimestamp64Micro({window_start:Int64}, 'UTC') - INTERVAL 1 DAY)
  AND hour < fromUnixTimestamp64Micro({window_end:Int64}, 'UTC') + INTERVAL 1 DAY
  AND /* slot:where */
GROUP BY trace_id
HAVING started >= fromUnixTimestamp64Micro({window_start:Int64}, 'UTC')
   AND started < fromUnixTimestamp64Micro({window_end:Int64}, 'UTC')
   AND /* slot:after */
ORDER BY started /* slot:direction */, trace_id /* slot:direction */
LIMIT {row_limit:UInt32}
