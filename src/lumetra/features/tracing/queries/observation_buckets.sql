-- Purpose: observations over time. Parameters: project_id, window_start, window_end (µs), bucket_seconds, east_seconds (of the
-- zone in which buckets begin at round times), those of the slot. Columns: time (seconds since 1970), count, errors; empty buckets are left out.
SELECT
    intDiv(toUnixTimestamp(start_time) + {east_seconds:Int64}, {bucket_seconds:Int64}) * {bucket_seconds:Int64} - {east_seconds:Int64} AS time,
    count() AS count,
    countIf(level = 'ERROR') AS errors
FROM observations FINAL
WHERE project_id = {project_id:String}
  AND observations.start_time >= fromUnixTimestamp64Micro({window_start:Int64}, 'UTC')
  AND observations.start_time < fromUnixTimestamp64Micro({window_end:Int64}, 'UTC')
  AND type != 'TRACE'
  AND /* slot:filter */
GROUP BY time
ORDER BY time
