-- Purpose: the attributes and totals of traces whose ids are known; those without a living row are missing from the answer.
-- Parameters: project_id, window_start, window_end (µs; they bound all rows of these traces), those of the slots.
-- Columns: those of the slot.
-- PREWHERE names columns of the key only (of members, the ids of the traces that have them): every version of a row has the same,
-- so FINAL still sees all versions.
SELECT /* slot:columns */
FROM observations FINAL
PREWHERE project_id = {project_id:String}
     AND /* slot:known */
     AND /* slot:members */
WHERE observations.start_time >= fromUnixTimestamp64Micro({window_start:Int64}, 'UTC')
  AND observations.start_time < fromUnixTimestamp64Micro({window_end:Int64}, 'UTC')
GROUP BY trace_id
HAVING /* slot:having */
