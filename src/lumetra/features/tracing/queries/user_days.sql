-- Purpose: what one user did, day by day. Parameters: project_id, user_id, window_start, window_end (µs), time_zone. Columns:
-- time (when the day begins in that zone), traces, errors, total_tokens, cost_usd; days without anything are missing.
SELECT
    toTimeZone(toStartOfDay(toTimeZone(observations.start_time, {time_zone:String})), 'UTC') AS time,
    uniqExact(trace_id) AS traces,
    countIf(type != 'TRACE' AND level = 'ERROR') AS errors,
    sum(if(mapContains(usage, 'total'), usage['total'], arraySum(mapValues(usage)))) AS total_tokens,
    toFloat64(sum(ifNull(total_cost, 0))) AS cost_usd
FROM observations FINAL
WHERE project_id = {project_id:String}
  AND observations.start_time >= fromUnixTimestamp64Micro({window_start:Int64}, 'UTC')
  AND observations.start_time < fromUnixTimestamp64Micro({window_end:Int64}, 'UTC')
  AND user_id = {user_id:String}
GROUP BY time
ORDER BY time
