-- Purpose: the attributes and totals of sessions or users whose ids are known; those without a living row are missing.
-- Parameters: project_id, window_start, window_end (µs), ids, those of the slots. Columns: group_id and those of the slot.
SELECT /* slot:key */ AS group_id, /* slot:columns */
FROM observations FINAL
WHERE project_id = {project_id:String}
  AND observations.start_time >= fromUnixTimestamp64Micro({window_start:Int64}, 'UTC')
  AND observations.start_time < fromUnixTimestamp64Micro({window_end:Int64}, 'UTC')
  AND /* slot:key */ IN {ids:Array(String)}
GROUP BY group_id
HAVING /* slot:having */
