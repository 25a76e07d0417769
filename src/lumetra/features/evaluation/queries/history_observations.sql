-- Purpose: a page of the observations of a stretch of time that meet a rule, oldest first. Parameters: project_id, window_start,
-- window_end (µs), after_time (µs), after_key, row_limit, and those of the slot.
-- Columns: trace_id, id, experiment_id, experiment_item_id, started_us, key.
SELECT trace_id, id, experiment_id, experiment_item_id, toUnixTimestamp64Micro(observations.start_time) AS started_us,
    concat(trace_id, '/', id) AS key
FROM observations FINAL
WHERE project_id = {project_id:String}
  AND observations.start_time >= fromUnixTimestamp64Micro({window_start:Int64}, 'UTC')
  AND observations.start_time < fromUnixTimestamp64Micro({window_end:Int64}, 'UTC')
  AND type != 'TRACE'
  AND environment != 'lumetra-evaluation'
  AND (started_us, key) > ({after_time:Int64}, {after_key:String})
  AND /* slot:filter */
ORDER BY started_us, key
LIMIT {row_limit:UInt32}
