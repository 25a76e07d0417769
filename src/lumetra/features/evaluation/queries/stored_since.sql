-- Purpose: traces with rows stored or changed since a moment, newest first, judges' own never. Parameters: project_id, since (µs),
-- row_limit. Columns: trace_id, start_us, end_us (starts of the first and last row), last (when the newest was stored), root_ended,
-- session_ids.
SELECT trace_id,
    toUnixTimestamp64Micro(min(observations.start_time)) AS start_us,
    toUnixTimestamp64Micro(max(observations.start_time)) AS end_us,
    max(observations.updated_at) AS last,
    max(type != 'TRACE' AND (parent_id = '' OR is_app_root) AND end_time IS NOT NULL) AS root_ended,
    groupUniqArrayIf(session_id, session_id != '') AS session_ids
FROM observations
WHERE project_id = {project_id:String}
  AND observations.updated_at >= fromUnixTimestamp64Micro({since:Int64}, 'UTC')
  AND is_deleted = 0
  AND environment != 'lumetra-evaluation'
GROUP BY trace_id
ORDER BY last DESC
LIMIT {row_limit:UInt32}
