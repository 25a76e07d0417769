-- Purpose: the attributes and totals of traces whose ids are known; those without a living row are missing from the answer.
-- Parameters: project_id, window_start, window_end (µs; they bound all rows of these traces), trace_ids, those of the slots.
-- Columns: those of the slot.
SELECT /* slot:columns */
FROM observations FINAL
WHERE project_id = {project_id:String}
  AND observations.start_time >= fromUnixTimestamp64Micro({window_start:Int64}, 'UTC')
  AND observations.start_time < fromUnixTimestamp64Micro({window_end:Int64}, 'UTC')
  AND trace_id IN {trace_ids:Array(String)}
GROUP BY trace_id
HAVING /* slot:having */
