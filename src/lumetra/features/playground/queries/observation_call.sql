-- The call that an observation records, to open it in the playground.
-- Parameters: project_id, trace_id, observation_id.
-- Columns: name, type, input, model, model_parameters, tool_definitions, prompt_name, prompt_version.
SELECT name, type, input, model, model_parameters, tool_definitions, prompt_name, prompt_version
FROM observations FINAL
WHERE project_id = {project_id:String} AND trace_id = {trace_id:String} AND id = {observation_id:String} AND type != 'TRACE'
LIMIT 1
