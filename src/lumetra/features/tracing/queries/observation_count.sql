-- Purpose: how many observations match. Parameters: project_id, window_start, window_end (µs), those of the slot. Columns: total.
SELECT count() AS total
FROM observations /* slot:final */
WHERE project_id = {project_id:String}
  AND start_time >= fromUnixTimestamp64Micro({window_start:Int64}, 'UTC')
  AND start_time < fromUnixTimestamp64Micro({window_end:Int64}, 'UTC')
  AND type != 'TRACE'
  AND is_deleted = 0
  AND /* slot:filter */
