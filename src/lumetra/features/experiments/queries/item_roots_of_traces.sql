-- Which of these traces hold the root of an executed item that spans reported.
-- Parameters: project_id, trace_ids. No slots.
-- Columns: experiment_id, experiment_item_id, trace_id.
SELECT DISTINCT experiment_id, experiment_item_id, trace_id
FROM observations FINAL
WHERE project_id = {project_id:String}
    AND trace_id IN {trace_ids:Array(String)}
    AND experiment_id != ''
    AND type != 'TRACE'
    AND (id = experiment_item_root_observation_id OR (experiment_item_root_observation_id = '' AND parent_id = ''))
