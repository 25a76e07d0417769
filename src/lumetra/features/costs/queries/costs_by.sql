-- Purpose: cost and usage of a period, grouped by one dimension; the costliest first.
-- Slots: dimension (an expression of text), measures (expressions of one row), filter (a condition). Parameters: project_id, from_us, to_us, limit.
-- Columns: key, cost_usd, observations, traces, input_tokens, cached_tokens, output_tokens, cache_saved_usd.
SELECT
    /* slot:dimension */ AS key,
    toFloat64(sum(total_cost)) AS cost_usd,
    count() AS observations,
    uniqExact(trace_id) AS traces,
    sum(inputs) AS input_tokens,
    sum(cached) AS cached_tokens,
    sum(outputs) AS output_tokens,
    sum(saved) AS cache_saved_usd
FROM (
    SELECT
        *,
        /* slot:measures */
    FROM observations FINAL
    WHERE project_id = {project_id:String}
      AND start_time >= fromUnixTimestamp64Micro({from_us:Int64}, 'UTC')
      AND start_time < fromUnixTimestamp64Micro({to_us:Int64}, 'UTC')
      AND type != 'TRACE'
      AND (isNotNull(total_cost) OR notEmpty(usage))
      AND (/* slot:filter */)
)
GROUP BY key
ORDER BY cost_usd DESC, key
LIMIT {limit:UInt32}
