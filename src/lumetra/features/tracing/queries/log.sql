-- Purpose: one page of the steps of a trace, oldest first. Parameters: project_id, trace_id, window_start, window_end (µs; the window
-- starts where the page before ended), after_id (empty: from the window's start), characters, row_limit. Columns: those of LogEntry.
-- PREWHERE names columns of the key only: every version of a row has the same, so FINAL still sees all versions.
SELECT
    id, parent_id, type, name, level, status_message, observations.start_time AS start_time, end_time, model,
    substringUTF8(observations.input, 1, {characters:UInt32}) AS input,
    substringUTF8(observations.output, 1, {characters:UInt32}) AS output,
    lengthUTF8(observations.input) AS input_length,
    lengthUTF8(observations.output) AS output_length
FROM observations FINAL
PREWHERE project_id = {project_id:String}
     AND trace_id = {trace_id:String}
WHERE observations.start_time >= fromUnixTimestamp64Micro({window_start:Int64}, 'UTC')
  AND observations.start_time < fromUnixTimestamp64Micro({window_end:Int64}, 'UTC')
  AND type != 'TRACE'
  AND ({after_id:String} = '' OR (observations.start_time, id) > (fromUnixTimestamp64Micro({window_start:Int64}, 'UTC'), {after_id:String}))
ORDER BY observations.start_time, id
LIMIT {row_limit:UInt32}
