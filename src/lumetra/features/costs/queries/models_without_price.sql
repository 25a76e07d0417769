-- Purpose: models that traffic mentions and no price covers, the most used first. Parameters: project_id, from_us, to_us, limit.
-- Columns: model, observations, first_us, last_us, usage (sum by key), explanation (of one of them).
SELECT
    model,
    count() AS observations,
    toUnixTimestamp64Micro(min(observations.start_time)) AS first_us,
    toUnixTimestamp64Micro(max(observations.start_time)) AS last_us,
    sumMap(usage) AS used,
    any(cost_explanation) AS explanation
FROM observations FINAL
WHERE project_id = {project_id:String}
  AND start_time >= fromUnixTimestamp64Micro({from_us:Int64}, 'UTC')
  AND start_time < fromUnixTimestamp64Micro({to_us:Int64}, 'UTC')
  AND type != 'TRACE'
  AND model != ''
  AND isNull(total_cost)
GROUP BY model
ORDER BY observations DESC, model
LIMIT {limit:UInt32}
