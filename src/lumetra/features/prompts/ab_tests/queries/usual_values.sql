-- How large latency and cost of a prompt's calls usually are, before an A/B test begins.
-- Parameters: project_id; names Array(String), the prompt's present and former names; since, until (times, half open).
-- Columns: calls, latency_p99_ms, cost_p99 in US dollars (null or not-a-number without values).
SELECT
    count() AS calls,
    quantile(0.99)((toUnixTimestamp64Micro(end_time) - toUnixTimestamp64Micro(start_time)) / 1000) AS latency_p99_ms,
    quantile(0.99)(toFloat64(total_cost)) AS cost_p99
FROM observations FINAL
WHERE project_id = {project_id:String}
  AND prompt_name IN {names:Array(String)}
  AND type != 'TRACE'
  AND start_time >= {since:DateTime64(6, 'UTC')}
  AND start_time < {until:DateTime64(6, 'UTC')}
