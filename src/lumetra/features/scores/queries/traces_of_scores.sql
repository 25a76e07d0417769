-- Purpose: what the traces of some scores are like. Parameters: project_id, trace_ids. Columns: trace_id, user_id, session_id,
-- environment, trace_name, tags.
SELECT
    trace_id,
    max(observations.user_id) AS user_id,
    max(observations.session_id) AS session_id,
    toString(argMin(observations.environment, (type != 'TRACE', start_time))) AS environment,
    toString(max(observations.trace_name)) AS trace_name,
    arraySort(groupUniqArrayArray(observations.tags)) AS tags
FROM observations FINAL
WHERE project_id = {project_id:String} AND trace_id IN {trace_ids:Array(String)}
GROUP BY trace_id
