-- Purpose: how many steps of each of these traces meet a condition, and the keys of those to show. Traces without one are missing.
-- Parameters: project_id, window_start, window_end (µs; they bound all rows of these traces), those of the slots.
-- Columns: trace_id, matching, picked (pairs of start_time and id).
-- PREWHERE names columns of the key only: every version of a row has the same, so FINAL still sees all versions.
SELECT trace_id, count() AS matching, /* slot:picked */ AS picked
FROM observations FINAL
PREWHERE project_id = {project_id:String}
     AND /* slot:known */
WHERE observations.start_time >= fromUnixTimestamp64Micro({window_start:Int64}, 'UTC')
  AND observations.start_time < fromUnixTimestamp64Micro({window_end:Int64}, 'UTC')
  AND type != 'TRACE'
  AND /* slot:filter */
GROUP BY trace_id
