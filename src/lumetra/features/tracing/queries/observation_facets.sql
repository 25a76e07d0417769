-- Purpose: the most frequent values of several fields of observations, in one pass.
-- Parameters: project_id, window_start, window_end (µs), those of the slots.
-- Columns: one per facet, each an array of (value, count, by how much that may be too high), most frequent first.
SELECT /* slot:facets */
FROM observations FINAL
WHERE project_id = {project_id:String}
  AND observations.start_time >= fromUnixTimestamp64Micro({window_start:Int64}, 'UTC')
  AND observations.start_time < fromUnixTimestamp64Micro({window_end:Int64}, 'UTC')
  AND type != 'TRACE'
  AND /* slot:filter */
