-- Purpose: traces over time, each at its start. Parameters: project_id, window_start, window_end (µs), bucket_seconds,
-- east_seconds (of the zone in which buckets begin at round times), those of the slots. Columns: time (seconds since 1970), count, errors; empty buckets are left out.
SELECT
    intDiv(toUnixTimestamp(started) + {east_seconds:Int64}, {bucket_seconds:Int64}) * {bucket_seconds:Int64} - {east_seconds:Int64} AS time,
    count() AS count,
    countIf(failed) AS errors
FROM
(
    SELECT trace_id, min(observations.start_time) AS started, countIf(level = 'ERROR') > 0 AS failed
    FROM observations FINAL
    WHERE project_id = {project_id:String}
      AND observations.start_time >= fromUnixTimestamp64Micro({window_start:Int64}, 'UTC')
      AND observations.start_time < fromUnixTimestamp64Micro({window_end:Int64}, 'UTC')
      AND /* slot:where */
    GROUP BY trace_id
    HAVING /* slot:having */
)
GROUP BY time
ORDER BY time
