-- Purpose: the turns of one session: of each of its traces the row that speaks for it (its own row, or its roots), by start.
-- Parameters: project_id, session_id, text_limit (characters), row_limit.
-- Columns: trace_id, id, type, name, start_time, input, output, metadata.
SELECT trace_id, id, type, name, observations.start_time AS start_time,
    substringUTF8(input, 1, {text_limit:UInt32}) AS input, substringUTF8(output, 1, {text_limit:UInt32}) AS output, metadata
FROM observations FINAL
WHERE project_id = {project_id:String}
  AND session_id = {session_id:String}
  AND (type = 'TRACE' OR parent_id = '' OR is_app_root)
  AND toStartOfHour(observations.start_time) >= (SELECT min(hour) FROM traces WHERE project_id = {project_id:String} AND has(session_ids, {session_id:String}))
ORDER BY observations.start_time, trace_id, id
LIMIT {row_limit:UInt32}
