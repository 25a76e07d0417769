-- Purpose: cost of each day, split by one dimension. Days are those of the time zone that is asked for.
-- Slots: dimension (an expression of text), filter (a condition). Parameters: project_id, from_us, to_us, time_zone, limit.
-- Columns: day (text, ISO-8601), key, cost_usd, observations; by day, then by cost.
SELECT
    toString(toDate(toTimeZone(observations.start_time, {time_zone:String}))) AS day,
    /* slot:dimension */ AS key,
    toFloat64(sum(total_cost)) AS cost_usd,
    count() AS observations
FROM observations FINAL
WHERE project_id = {project_id:String}
  AND start_time >= fromUnixTimestamp64Micro({from_us:Int64}, 'UTC')
  AND start_time < fromUnixTimestamp64Micro({to_us:Int64}, 'UTC')
  AND type != 'TRACE'
  AND (isNotNull(total_cost) OR notEmpty(usage))
  AND (/* slot:filter */)
GROUP BY day, key
ORDER BY day, cost_usd DESC, key
LIMIT {limit:UInt32}
