-- Purpose: the traces of those of some known versions of rows that live. Parameters: project_id, hours (seconds; all that hold one of
-- the rows), trace_ids, ids; of_traces, of_ids, versions (at the same place, what names a version). Columns: trace_id.
-- PREWHERE names columns of the key only: every version of a row has the same, so FINAL still sees all versions.
SELECT DISTINCT trace_id
FROM observations FINAL
PREWHERE project_id = {project_id:String}
     AND toStartOfHour(start_time) IN (SELECT toDateTime(arrayJoin({hours:Array(Int64)}), 'UTC'))
     AND trace_id IN {trace_ids:Array(String)}
     AND id IN {ids:Array(String)}
WHERE (trace_id, id, row_version) IN (SELECT arrayJoin(arrayZip({of_traces:Array(String)}, {of_ids:Array(String)}, {versions:Array(UInt64)})))
