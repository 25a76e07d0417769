-- Purpose: the most frequent values of several fields of observations, in one pass. Counts beyond the first thousand distinct
-- values of a field are estimates. Parameters: project_id, window_start, window_end (µs), those of the slots.
-- Columns: one per facet, each an array of (value, count), most frequent first.
SELECT /* slot:facets */
FROM observations FINAL
WHERE project_id = {project_id:String}
  AND observations.start_time >= fromUnixTimestamp64Micro({window_start:Int64}, 'UTC')
  AND observations.start_time < fromUnixTimestamp64Micro({window_end:Int64}, 'UTC')
  AND type != 'TRACE'
  AND /* slot:filter */
