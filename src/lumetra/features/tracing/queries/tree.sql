-- Purpose: the skeleton of one trace. Parameters: project_id, trace_id, window_start, window_end (µs; the hours the trace lies in).
-- Columns: id, parent_id, type, name, level, model, start_us, duration_us, cost_usd, tokens, origin (the earliest start); by start.
-- PREWHERE names columns of the key only: every version of a row has the same, so FINAL still sees all versions.
SELECT
    id, parent_id, type, name, level, model,
    toUnixTimestamp64Micro(observations.start_time) AS start_us,
    dateDiff('microsecond', observations.start_time, end_time) AS duration_us,
    toFloat64(total_cost) AS cost_usd,
    if(empty(usage), NULL, if(mapContains(usage, 'total'), usage['total'], arraySum(mapValues(usage)))) AS tokens,
    min(observations.start_time) OVER () AS origin
FROM observations FINAL
PREWHERE project_id = {project_id:String}
     AND trace_id = {trace_id:String}
WHERE observations.start_time >= fromUnixTimestamp64Micro({window_start:Int64}, 'UTC')
  AND observations.start_time < fromUnixTimestamp64Micro({window_end:Int64}, 'UTC')
  AND type != 'TRACE'
ORDER BY observations.start_time, id
