-- Purpose: the most frequent top-level keys of metadata. Parameters: project_id, window_start, window_end (µs), prefix (folded).
-- Columns: value, count; most frequent first, at most 50.
SELECT toString(arrayJoin(mapKeys(metadata))) AS value, count() AS count
FROM observations
WHERE project_id = {project_id:String}
  AND start_time >= fromUnixTimestamp64Micro({window_start:Int64}, 'UTC')
  AND start_time < fromUnixTimestamp64Micro({window_end:Int64}, 'UTC')
  AND is_deleted = 0
GROUP BY value
HAVING startsWith(lowerUTF8(value), {prefix:String})
ORDER BY count DESC, value
LIMIT 50
