-- Purpose: how the cost of traces, or of sessions, is spread in a period.
-- Slots: unit (trace_id or session_id), filter (a condition). Parameters: project_id, from_us, to_us.
-- Columns: units, total_usd, mean_usd, quantiles_usd (p50, p75, p90, p95, p99, max), edges_usd and counts of a histogram in
--   powers of ten with a step of a half; costs of zero are counted apart in `free`.
SELECT
    count() AS units,
    toFloat64(sum(cost)) AS total_usd,
    if(units = 0, 0, total_usd / units) AS mean_usd,
    quantilesExact(0.5, 0.75, 0.9, 0.95, 0.99, 1)(cost) AS quantiles_usd,
    countIf(cost = 0) AS free,
    sumMapIf([floor(log10(cost) * 2)], [toUInt64(1)], cost > 0) AS histogram
FROM (
    SELECT /* slot:unit */ AS unit, toFloat64(sum(total_cost)) AS cost
    FROM observations FINAL
    WHERE project_id = {project_id:String}
      AND start_time >= fromUnixTimestamp64Micro({from_us:Int64}, 'UTC')
      AND start_time < fromUnixTimestamp64Micro({to_us:Int64}, 'UTC')
      AND type != 'TRACE'
      AND isNotNull(total_cost)
      AND (/* slot:filter */)
    GROUP BY unit
    HAVING unit != ''
)
