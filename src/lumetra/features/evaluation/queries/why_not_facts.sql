-- Purpose: what deciding about one target needs to know. Parameters: project_id, trace_id, observation_id (may be empty), session_id
-- (non-empty: the whole session instead of a trace).
-- Columns: observations (how many there are), environment, session_id, stored_at (when the asked one was stored last), last_at (when
-- the newest row was stored), root_ended, ended (the asked observation has an end).
SELECT
    countIf(type != 'TRACE' AND ({observation_id:String} = '' OR id = {observation_id:String})) AS observations,
    anyIf(toString(environment), {observation_id:String} = '' OR id = {observation_id:String}) AS environment,
    max(observations.session_id) AS session_id,
    maxIf(observations.updated_at, {observation_id:String} = '' OR id = {observation_id:String}) AS stored_at,
    max(observations.updated_at) AS last_at,
    max(type != 'TRACE' AND (parent_id = '' OR is_app_root) AND end_time IS NOT NULL) AS root_ended,
    max(id = {observation_id:String} AND (end_time IS NOT NULL OR type = 'EVENT')) AS ended
FROM observations FINAL
WHERE project_id = {project_id:String}
  AND if({session_id:String} != '', observations.session_id = {session_id:String}, trace_id = {trace_id:String})
