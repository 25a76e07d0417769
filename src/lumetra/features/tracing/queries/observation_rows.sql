-- Purpose: the wanted columns of observations whose keys are known. Parameters: project_id, hours (first microsecond of each hour
-- that holds a key), trace_ids, ids. Columns: those of the slot, always with trace_id, id and start_time.
SELECT /* slot:columns */
FROM observations FINAL
WHERE project_id = {project_id:String}
  AND toStartOfHour(start_time) IN (SELECT toDateTime(arrayJoin({hours:Array(Int64)}), 'UTC'))
  AND trace_id IN {trace_ids:Array(String)}
  AND id IN {ids:Array(String)}
  AND type != 'TRACE'
