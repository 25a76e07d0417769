-- Purpose: the attributes and totals of sessions or users whose ids are known; those without a living row are missing.
-- Parameters: project_id, window_start, window_end (µs), ids, those of the slots. Columns: group_id and those of the slot.
-- First the hours and traces that ever belonged to them, from the small table of traces, then only those parts of the key.
SELECT /* slot:key */ AS group_id, /* slot:columns */
FROM observations FINAL
PREWHERE project_id = {project_id:String}
     AND (toStartOfHour(observations.start_time), trace_id) IN
         (
             SELECT hour, trace_id
             FROM traces
             WHERE project_id = {project_id:String}
               AND hour >= toStartOfHour(fromUnixTimestamp64Micro({window_start:Int64}, 'UTC'))
               AND hour < fromUnixTimestamp64Micro({window_end:Int64}, 'UTC')
               AND hasAny(/* slot:keys */, {ids:Array(String)})
         )
WHERE project_id = {project_id:String}
  AND observations.start_time >= fromUnixTimestamp64Micro({window_start:Int64}, 'UTC')
  AND observations.start_time < fromUnixTimestamp64Micro({window_end:Int64}, 'UTC')
  AND /* slot:key */ IN {ids:Array(String)}
GROUP BY group_id
HAVING /* slot:having */
