-- Purpose: the wanted columns of observations whose keys are known. Parameters: project_id, hours (first microsecond of each hour
-- that holds a key), trace_ids, ids, those of the slots. Columns: those of the slot, always with trace_id, id and start_time.
-- Which types there are was decided where the keys were found.
-- PREWHERE names columns of the key only: every version of a row has the same, so FINAL still sees all versions.
SELECT /* slot:columns */
FROM observations FINAL
PREWHERE project_id = {project_id:String}
     AND toStartOfHour(start_time) IN (SELECT toDateTime(arrayJoin({hours:Array(Int64)}), 'UTC'))
     AND trace_id IN {trace_ids:Array(String)}
     AND id IN {ids:Array(String)}
WHERE /* slot:filter */
