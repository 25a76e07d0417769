-- Purpose: candidates for one page of traces, by their start, from one window of time. A trace belongs to the window in which it
-- starts, and goes on in the day behind it: of those that have rows in the window, first by `place`, the start of these rows,
-- what lies a day before and behind is read too. Where `started` lies before the window, the trace belongs to an earlier one.
-- Deleted traces are still among them: whoever reads the rows drops them.
-- Parameters: project_id, window_start, window_end (µs), row_limit, and those of the slots. Columns: trace_id, place, started, ended.
SELECT
    trace_id,
    minIf(traces.start_time, hour >= toStartOfHour(fromUnixTimestamp64Micro({window_start:Int64}, 'UTC'))) AS place,
    min(traces.start_time) AS started,
    max(traces.end_time) AS ended
FROM traces
WHERE project_id = {project_id:String}
  AND hour >= toStartOfHour(fromUnixTimestamp64Micro({window_start:Int64}, 'UTC') - INTERVAL 1 DAY)
  AND hour < fromUnixTimestamp64Micro({window_end:Int64}, 'UTC') + INTERVAL 1 DAY
  AND trace_id IN
      (
          SELECT trace_id
          FROM traces
          WHERE project_id = {project_id:String}
            AND hour >= toStartOfHour(fromUnixTimestamp64Micro({window_start:Int64}, 'UTC'))
            AND hour < fromUnixTimestamp64Micro({window_end:Int64}, 'UTC')
            AND /* slot:where */
          GROUP BY trace_id
          HAVING min(traces.start_time) >= fromUnixTimestamp64Micro({window_start:Int64}, 'UTC')
             AND min(traces.start_time) < fromUnixTimestamp64Micro({window_end:Int64}, 'UTC')
             AND /* slot:after */
          ORDER BY min(traces.start_time) /* slot:direction */, trace_id /* slot:direction */
          LIMIT {row_limit:UInt32}
      )
GROUP BY trace_id
ORDER BY place /* slot:direction */, trace_id /* slot:direction */
