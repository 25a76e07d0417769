-- purpose: stored observations of one project that more pieces have arrived of
-- parameters: project_id, trace_ids (empty: not known), ids
-- columns: every column of an observation that folding needs, times in microseconds
SELECT
    trace_id, id, parent_id, type, name, level, status_message, environment, version, release, is_app_root, trace_name, user_id,
    session_id, tags, public, bookmarked, input, output, metadata, model, model_parameters, usage, usage_units, usage_problems,
    usage_estimated, provided_usage, provided_cost, prompt_name, prompt_version, tool_definitions, tool_calls, tool_call_names,
    dialect, row_version, experiment_id, experiment_name, experiment_description, experiment_metadata, experiment_dataset_id,
    experiment_item_id, experiment_item_version, experiment_item_metadata, experiment_item_root_observation_id,
    experiment_item_expected_output,
    toUnixTimestamp64Micro(start_time) AS start_time_us,
    toUnixTimestamp64Micro(end_time) AS end_time_us,
    toUnixTimestamp64Micro(completion_start_time) AS completion_start_time_us,
    toUnixTimestamp64Micro(created_at) AS created_at_us
FROM observations FINAL
WHERE project_id = {project_id:String}
  AND id IN {ids:Array(String)}
  AND (empty({trace_ids:Array(String)}) OR trace_id IN {trace_ids:Array(String)})
