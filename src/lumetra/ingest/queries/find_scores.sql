-- purpose: what never changes of stored scores of one project that were sent again
-- parameters: project_id, ids
-- columns: id, trace_id, timestamp_us, environment, created_at_us
SELECT
    id, trace_id, environment,
    toUnixTimestamp64Micro(timestamp) AS timestamp_us,
    toUnixTimestamp64Micro(created_at) AS created_at_us
FROM scores FINAL
WHERE project_id = {project_id:String} AND id IN {ids:Array(String)}
