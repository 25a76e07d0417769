-- purpose: the attributes that stored rows of some traces of one project carry, for traces that memory no longer knows
-- parameters: project_id, first and last (µs since 1970; rows started within these), trace_ids
-- columns: trace_id, name, user_id, session_id, release, version, tags, public, bookmarked, min_start_us, max_start_us
SELECT
    trace_id,
    argMaxIf(toString(trace_name), row_version, trace_name != '') AS name,
    argMaxIf(user_id, row_version, user_id != '') AS user_id,
    argMaxIf(session_id, row_version, session_id != '') AS session_id,
    argMaxIf(toString(release), row_version, type = 'TRACE') AS release,
    argMaxIf(toString(version), row_version, type = 'TRACE') AS version,
    arraySort(groupUniqArrayArray(tags)) AS tags,
    argMax(public, row_version) AS public,
    argMax(bookmarked, row_version) AS bookmarked,
    toUnixTimestamp64Micro(min(start_time)) AS min_start_us,
    toUnixTimestamp64Micro(max(start_time)) AS max_start_us
FROM observations FINAL
WHERE project_id = {project_id:String}
  AND toStartOfHour(start_time) BETWEEN toStartOfHour(fromUnixTimestamp64Micro({first:Int64}, 'UTC'))
                                    AND toStartOfHour(fromUnixTimestamp64Micro({last:Int64}, 'UTC'))
  AND trace_id IN {trace_ids:Array(String)}
GROUP BY trace_id
