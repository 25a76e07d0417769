-- Purpose: rows that meet a condition about words, among all versions of rows, so that the index of words helps, up to a limit; in no
-- order the engine stops as soon as it has them. Parameters: project_id, window_start, window_end (µs; traces that start in the window
-- go on in the day behind it), row_limit, those of the slots. Columns: start_time, hour (seconds), trace_id, id, row_version.
SELECT observations.start_time AS start_time, toInt64(toUnixTimestamp(toStartOfHour(observations.start_time))) AS hour, trace_id, id, row_version
FROM observations
WHERE project_id = {project_id:String}
  AND is_deleted = 0
  AND observations.start_time >= fromUnixTimestamp64Micro({window_start:Int64}, 'UTC')
  AND observations.start_time < fromUnixTimestamp64Micro({window_end:Int64}, 'UTC') + INTERVAL 1 DAY
  AND /* slot:words */
/* slot:order */
LIMIT {row_limit:UInt32}
