-- Purpose: the rows of one trace as a judge may see them, the trace's own (type TRACE) among them, by start. Texts of rows that
-- are neither asked for nor a root are cut, because only a transcript shows them.
-- Parameters: project_id, trace_id, observation_id (whole texts for it; may be empty), text_limit (characters), row_limit.
-- Columns: id, parent_id, type, name, level, status_message, model, environment, start_time, end_time, session_id, input, output,
-- metadata, tool_calls, is_app_root, experiment_id, experiment_item_id, experiment_item_metadata, experiment_item_expected_output.
SELECT
    id, parent_id, type, name, level, status_message, model, environment, observations.start_time AS start_time, end_time, session_id,
    if(id = {observation_id:String} OR parent_id = '' OR is_app_root, input, substringUTF8(input, 1, {text_limit:UInt32})) AS input,
    if(id = {observation_id:String} OR parent_id = '' OR is_app_root, output, substringUTF8(output, 1, {text_limit:UInt32})) AS output,
    metadata, tool_calls, is_app_root, experiment_id, experiment_item_id, experiment_item_metadata, experiment_item_expected_output
FROM observations FINAL
WHERE project_id = {project_id:String}
  AND trace_id = {trace_id:String}
  AND toStartOfHour(observations.start_time) >= (SELECT min(hour) FROM traces WHERE project_id = {project_id:String} AND trace_id = {trace_id:String})
  AND toStartOfHour(observations.start_time) <= (SELECT max(hour) FROM traces WHERE project_id = {project_id:String} AND trace_id = {trace_id:String})
ORDER BY type = 'TRACE' DESC, observations.start_time, id
LIMIT {row_limit:UInt32}
