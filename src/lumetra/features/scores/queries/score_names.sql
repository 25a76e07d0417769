-- Purpose: which scores there are in a stretch of time, the most frequent first. Parameters: project_id, from_us, to_us.
-- Columns: name, source, data_type, scores.
SELECT name, source, data_type, count() AS scores
FROM scores FINAL
WHERE project_id = {project_id:String}
  AND timestamp >= fromUnixTimestamp64Micro({from_us:Int64}, 'UTC')
  AND timestamp < fromUnixTimestamp64Micro({to_us:Int64}, 'UTC')
  AND data_type IN ('NUMERIC', 'BOOLEAN', 'CATEGORICAL')
GROUP BY name, source, data_type
ORDER BY scores DESC, name, source
LIMIT 500
