-- Purpose: the most frequent values of several fields of the traces that scores judge, each counted once a score, in one pass.
-- Parameters: project_id, window_start, window_end (µs), those of the slots. Columns: one per facet, each an array of (value, count,
-- by how much that may be too high), most frequent first.
WITH judged AS
(
    SELECT trace_id
    FROM scores FINAL
    WHERE project_id = {project_id:String}
      AND timestamp >= fromUnixTimestamp64Micro({window_start:Int64}, 'UTC')
      AND timestamp < fromUnixTimestamp64Micro({window_end:Int64}, 'UTC')
      AND trace_id != ''
      AND /* slot:filter */
)
SELECT /* slot:facets */
FROM judged
INNER JOIN
(
    SELECT trace_id, /* slot:columns */
    FROM observations FINAL
    WHERE project_id = {project_id:String} AND trace_id IN (SELECT trace_id FROM judged)
    GROUP BY trace_id
) AS traces USING (trace_id)
