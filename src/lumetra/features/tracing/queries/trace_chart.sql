-- Purpose: one number of traces, by the values of a field and over time, each at its start. Parameters: project_id, window_start,
-- window_end (µs), bucket_seconds, east_seconds (of the zone in which buckets begin at round times), those of the slots.
-- Columns: is_total (1: of the whole window), bucket (seconds since 1970; 0 of totals), group_key (empty without a value), count, value (null when nothing was measured).
SELECT
    grouping(bucket) AS is_total,
    intDiv(toUnixTimestamp(started) + {east_seconds:Int64}, {bucket_seconds:Int64}) * {bucket_seconds:Int64} - {east_seconds:Int64} AS bucket,
    group_key,
    count() AS count,
    toFloat64(/* slot:value */) AS value
FROM
(
    SELECT trace_id, min(observations.start_time) AS started, /* slot:group */ AS group_key, /* slot:measure */ AS measure
    FROM observations FINAL
    WHERE project_id = {project_id:String}
      AND observations.start_time >= fromUnixTimestamp64Micro({window_start:Int64}, 'UTC')
      AND observations.start_time < fromUnixTimestamp64Micro({window_end:Int64}, 'UTC')
      AND /* slot:where */
    GROUP BY trace_id
    HAVING /* slot:having */
)
GROUP BY GROUPING SETS ((group_key), (bucket, group_key))
