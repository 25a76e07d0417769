-- Latency and cost of the calls of each arm of an A/B test in the order in which they began, clipped to a range, each compared with
-- the mean of those before it: what a confidence sequence for clipped means needs.
-- Parameters: project_id; names Array(String); versions Array(UInt32); since, until (times, half open); latency_cap in milliseconds
--   and cost_cap in US dollars (Float64): larger values count as this.
-- Columns: version, {latency,cost}_{count,mean,steps,clipped}: the first value of each arm is in none of count, mean and steps (the
--   sum of squared distances from the mean before); clipped counts the values above the cap.
SELECT
    version,
    countIf(latency_before IS NOT NULL AND latency IS NOT NULL)               AS latency_count,
    avgIf(latency, latency_before IS NOT NULL)                                AS latency_mean,
    sumIf(pow(latency - latency_before, 2), latency_before IS NOT NULL)       AS latency_steps,
    countIf(latency_ms > {latency_cap:Float64})                               AS latency_clipped,
    countIf(dollars_before IS NOT NULL AND dollars IS NOT NULL)               AS cost_count,
    avgIf(dollars, dollars_before IS NOT NULL)                                AS cost_mean,
    sumIf(pow(dollars - dollars_before, 2), dollars_before IS NOT NULL)       AS cost_steps,
    countIf(cost_usd > {cost_cap:Float64})                                    AS cost_clipped
FROM
(
    SELECT
        *,
        if(isFinite(avg(latency) OVER earlier), avg(latency) OVER earlier, NULL) AS latency_before,
        if(isFinite(avg(dollars) OVER earlier), avg(dollars) OVER earlier, NULL) AS dollars_before
    FROM
    (
        SELECT
            assumeNotNull(prompt_version) AS version, start_time, id,
            (toUnixTimestamp64Micro(end_time) - toUnixTimestamp64Micro(start_time)) / 1000 AS latency_ms,
            toFloat64(total_cost)                                                          AS cost_usd,
            least(greatest(latency_ms, 0), {latency_cap:Float64})                          AS latency,
            least(greatest(cost_usd, 0), {cost_cap:Float64})                               AS dollars
        FROM observations FINAL
        WHERE project_id = {project_id:String}
          AND prompt_name IN {names:Array(String)}
          AND has({versions:Array(UInt32)}, prompt_version)
          AND type != 'TRACE'
          AND start_time >= {since:DateTime64(6, 'UTC')}
          AND start_time < {until:DateTime64(6, 'UTC')}
    )
    WINDOW earlier AS (PARTITION BY version ORDER BY start_time, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
)
GROUP BY version
ORDER BY version
