-- Purpose: the names of scores in a stretch of time. Parameters: project_id, window_start, window_end (µs), prefix (folded).
-- Columns: value, count; most frequent first, at most 50.
SELECT toString(name) AS value, count() AS count
FROM scores FINAL
WHERE project_id = {project_id:String}
  AND timestamp >= fromUnixTimestamp64Micro({window_start:Int64}, 'UTC')
  AND timestamp < fromUnixTimestamp64Micro({window_end:Int64}, 'UTC') + INTERVAL 1 DAY
GROUP BY value
HAVING startsWith(lowerUTF8(value), {prefix:String})
ORDER BY count DESC, value
LIMIT 50
