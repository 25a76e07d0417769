-- Use and quality of several prompts, for their list.
-- Parameters: project_id; names Array(String); since (time).
-- Columns: name, calls, errors, latency_median_ms, cost_total, last_used.
SELECT
    toString(prompt_name)                                                                                     AS name,
    count()                                                                                                   AS calls,
    countIf(level = 'ERROR')                                                                                  AS errors,
    quantile(0.5)((toUnixTimestamp64Micro(end_time) - toUnixTimestamp64Micro(start_time)) / 1000)             AS latency_median_ms,
    toFloat64(sum(total_cost))                                                                                AS cost_total,
    max(start_time)                                                                                           AS last_used
FROM observations FINAL
WHERE project_id = {project_id:String}
  AND prompt_name IN {names:Array(String)}
  AND type != 'TRACE'
  AND start_time >= {since:DateTime64(6, 'UTC')}
GROUP BY prompt_name
