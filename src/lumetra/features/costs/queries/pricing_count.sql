-- Purpose: how many observations a re-pricing of a period would look at.
-- Parameters: project_id, from_us, to_us (µs since 1970, end exclusive), models (empty: all). Columns: observations.
SELECT count() AS observations
FROM observations FINAL
WHERE project_id = {project_id:String}
  AND start_time >= fromUnixTimestamp64Micro({from_us:Int64}, 'UTC')
  AND start_time < fromUnixTimestamp64Micro({to_us:Int64}, 'UTC')
  AND type != 'TRACE'
  AND (model != '' OR notEmpty(usage) OR notEmpty(provided_cost))
  AND (empty({models:Array(String)}) OR model IN {models:Array(String)})
