-- Purpose: how many observations of a stretch of time meet a rule. Parameters: project_id, window_start, window_end (µs), those of
-- the slot. Columns: total.
SELECT count() AS total
FROM observations FINAL
WHERE project_id = {project_id:String}
  AND observations.start_time >= fromUnixTimestamp64Micro({window_start:Int64}, 'UTC')
  AND observations.start_time < fromUnixTimestamp64Micro({window_end:Int64}, 'UTC')
  AND type != 'TRACE'
  AND environment != 'lumetra-evaluation'
  AND /* slot:filter */
