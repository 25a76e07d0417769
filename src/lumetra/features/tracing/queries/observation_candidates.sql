-- Purpose: candidates for one page of observations under a filter, newest first, among all versions of rows: without FINAL the engine
-- reads a filter's columns only where indexes and cheaper conditions leave rows. Whoever asks looks at the living versions next.
-- Parameters: project_id, window_start, window_end (µs), row_limit, and those of the slots. Columns: start_time, trace_id, id.
SELECT observations.start_time AS start_time, trace_id, id
FROM observations
WHERE project_id = {project_id:String}
  AND observations.start_time >= fromUnixTimestamp64Micro({window_start:Int64}, 'UTC')
  AND observations.start_time < fromUnixTimestamp64Micro({window_end:Int64}, 'UTC')
  AND type != 'TRACE'
  AND is_deleted = 0
  AND /* slot:after */
  AND /* slot:filter */
ORDER BY observations.start_time DESC, trace_id DESC, id DESC
LIMIT 1 BY trace_id, id
LIMIT {row_limit:UInt32}
