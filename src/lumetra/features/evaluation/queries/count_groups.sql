-- Purpose: how many traces or sessions that begin in a stretch of time meet a rule. Parameters: project_id, window_start, window_end
-- (µs), those of the slots. Columns: total.
SELECT count() AS total
FROM
(
    SELECT /* slot:key */ AS key
    FROM observations FINAL
    WHERE project_id = {project_id:String}
      AND observations.start_time >= fromUnixTimestamp64Micro({window_start:Int64}, 'UTC')
      AND observations.start_time < fromUnixTimestamp64Micro({window_end:Int64}, 'UTC') + INTERVAL 1 DAY
      AND environment != 'lumetra-evaluation'
      AND /* slot:key */ != ''
    GROUP BY key
    HAVING toUnixTimestamp64Micro(min(observations.start_time)) < {window_end:Int64}
       AND countIf(type != 'TRACE') > 0
       AND /* slot:filter */
)
