-- Purpose: a page of the traces or sessions that begin in a stretch of time and meet a rule, oldest first. Rows up to a day behind
-- the stretch belong to them. Parameters: project_id, window_start, window_end (µs), after_time (µs), after_key, row_limit, and
-- those of the slots. Columns: key, started_us.
SELECT /* slot:key */ AS key, toUnixTimestamp64Micro(min(observations.start_time)) AS started_us
FROM observations FINAL
WHERE project_id = {project_id:String}
  AND observations.start_time >= fromUnixTimestamp64Micro({window_start:Int64}, 'UTC')
  AND observations.start_time < fromUnixTimestamp64Micro({window_end:Int64}, 'UTC') + INTERVAL 1 DAY
  AND environment != 'lumetra-evaluation'
  AND /* slot:key */ != ''
GROUP BY key
HAVING started_us < {window_end:Int64}
   AND countIf(type != 'TRACE') > 0
   AND (started_us, key) > ({after_time:Int64}, {after_key:String})
   AND /* slot:filter */
ORDER BY started_us, key
LIMIT {row_limit:UInt32}
