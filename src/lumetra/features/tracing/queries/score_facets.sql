-- Purpose: the most frequent values of several fields of scores, in one pass. Parameters: project_id, window_start, window_end
-- (µs), those of the slots. Columns: one per facet, each an array of (value, count, by how much that may be too high), most frequent first.
SELECT /* slot:facets */
FROM scores FINAL
WHERE project_id = {project_id:String}
  AND timestamp >= fromUnixTimestamp64Micro({window_start:Int64}, 'UTC')
  AND timestamp < fromUnixTimestamp64Micro({window_end:Int64}, 'UTC')
  AND /* slot:filter */
