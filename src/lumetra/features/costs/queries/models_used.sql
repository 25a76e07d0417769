-- Purpose: when each model of the price book was last used. Parameters: project_id, from_us.
-- Columns: model_id, last_used_us, observations, cost_usd.
SELECT
    model_id,
    toUnixTimestamp64Micro(max(observations.start_time)) AS last_used_us,
    count() AS observations,
    toFloat64(sum(total_cost)) AS cost_usd
FROM observations FINAL
WHERE project_id = {project_id:String}
  AND start_time >= fromUnixTimestamp64Micro({from_us:Int64}, 'UTC')
  AND type != 'TRACE'
  AND model_id != ''
GROUP BY model_id
