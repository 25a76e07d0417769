-- The root observation of every executed experiment item that spans reported, newest first.
-- Parameters: project_id, start, end (exclusive), limit. Slots: where (further conditions; values bound).
-- Columns: those of an experiment item; texts whole.
SELECT
    id, trace_id, start_time, end_time, level, environment,
    experiment_id, experiment_name, experiment_description, experiment_metadata, experiment_dataset_id,
    experiment_item_id, experiment_item_version, experiment_item_metadata, experiment_item_expected_output,
    input, output, metadata
FROM observations FINAL
WHERE project_id = {project_id:String}
    AND experiment_id != ''
    AND type != 'TRACE'
    AND (id = experiment_item_root_observation_id OR (experiment_item_root_observation_id = '' AND parent_id = ''))
    AND start_time >= {start:DateTime64(6, 'UTC')}
    AND start_time < {end:DateTime64(6, 'UTC')}
    /* slot:where */
ORDER BY start_time DESC, trace_id DESC, id DESC
LIMIT {limit:UInt32}
