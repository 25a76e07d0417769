-- What the calls of each version of a prompt cost and how they went.
-- Parameters: project_id; names Array(String), the prompt's present and former names; since, until (times, half open).
-- Columns: version, calls, traces, errors, first_used, last_used, latency_{count,mean,variance,median,p95}_ms in milliseconds,
--   cost_{count,mean,variance,median,total} in US dollars, input_tokens_median, output_tokens_median, tokens_total.
SELECT
    assumeNotNull(prompt_version)                                        AS version,
    count()                                                              AS calls,
    uniqExact(trace_id)                                                  AS traces,
    countIf(level = 'ERROR')                                             AS errors,
    min(start_time)                                                      AS first_used,
    max(start_time)                                                      AS last_used,
    countIf(latency IS NOT NULL)                                         AS latency_count,
    avg(latency)                                                         AS latency_mean_ms,
    varSamp(latency)                                                     AS latency_variance_ms,
    quantile(0.5)(latency)                                               AS latency_median_ms,
    quantile(0.95)(latency)                                              AS latency_p95_ms,
    countIf(dollars IS NOT NULL)                                         AS cost_count,
    avg(dollars)                                                         AS cost_mean,
    varSamp(dollars)                                                     AS cost_variance,
    quantile(0.5)(dollars)                                               AS cost_median,
    toFloat64(sum(total_cost))                                           AS cost_total,
    quantileIf(0.5)(input_tokens, input_tokens > 0)                      AS input_tokens_median,
    quantileIf(0.5)(output_tokens, output_tokens > 0)                    AS output_tokens_median,
    sum(input_tokens + output_tokens)                                    AS tokens_total
FROM
(
    SELECT
        prompt_version, trace_id, level, start_time, total_cost,
        (toUnixTimestamp64Micro(end_time) - toUnixTimestamp64Micro(start_time)) / 1000        AS latency,
        toFloat64(total_cost)                                                                 AS dollars,
        arraySum(mapValues(mapFilter((k, v) -> startsWith(k, 'input'), usage)))               AS input_tokens,
        arraySum(mapValues(mapFilter((k, v) -> startsWith(k, 'output'), usage)))              AS output_tokens
    FROM observations FINAL
    WHERE project_id = {project_id:String}
      AND prompt_name IN {names:Array(String)}
      AND prompt_version IS NOT NULL
      AND type != 'TRACE'
      AND start_time >= {since:DateTime64(6, 'UTC')}
      AND start_time < {until:DateTime64(6, 'UTC')}
)
GROUP BY prompt_version
ORDER BY version DESC
