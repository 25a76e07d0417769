-- Calls made with a prompt, newest first, one page by key.
-- Parameters: project_id; names Array(String); version UInt32 (0: any); before_time, before_id: the last row of the page
--   before (a far future time and an empty id for the first page); limit UInt32.
-- Columns: trace_id, id, name, type, version, start_time, latency_ms, level, model, cost, tokens, input_preview, output_preview,
--   user_id, environment.
SELECT
    trace_id, id, name, type, assumeNotNull(prompt_version) AS version, start_time,
    (toUnixTimestamp64Micro(end_time) - toUnixTimestamp64Micro(start_time)) / 1000 AS latency_ms,
    level, model, toFloat64(total_cost) AS cost,
    arraySum(mapValues(mapFilter((k, v) -> startsWith(k, 'input') OR startsWith(k, 'output'), usage))) AS tokens,
    input_preview, output_preview, user_id, environment
FROM observations FINAL
WHERE project_id = {project_id:String}
  AND prompt_name IN {names:Array(String)}
  AND prompt_version IS NOT NULL
  AND ({version:UInt32} = 0 OR prompt_version = {version:UInt32})
  AND type != 'TRACE'
  AND (start_time, id) < ({before_time:DateTime64(6, 'UTC')}, {before_id:String})
ORDER BY start_time DESC, id DESC
LIMIT {limit:UInt32}
