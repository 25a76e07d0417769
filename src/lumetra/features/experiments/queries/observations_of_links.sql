-- The observations that hand-made links point to: the named one, else the root of the trace.
-- Parameters: project_id, trace_ids, observation_ids. No slots.
-- Columns: id, trace_id, parent_id, start_time, end_time, level, environment, input, output, metadata.
SELECT id, trace_id, parent_id, start_time, end_time, level, environment, input, output, metadata
FROM observations FINAL
WHERE project_id = {project_id:String}
    AND type != 'TRACE'
    AND trace_id IN {trace_ids:Array(String)}
    AND (parent_id = '' OR id IN {observation_ids:Array(String)})
