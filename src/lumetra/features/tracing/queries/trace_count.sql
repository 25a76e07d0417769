-- Purpose: how many traces match. Parameters: project_id, window_start, window_end (µs), those of the slots. Columns: total.
SELECT count() AS total
FROM
(
    SELECT trace_id
    FROM observations FINAL
    WHERE project_id = {project_id:String}
      AND start_time >= fromUnixTimestamp64Micro({window_start:Int64}, 'UTC')
      AND start_time < fromUnixTimestamp64Micro({window_end:Int64}, 'UTC')
      AND /* slot:where */
    GROUP BY trace_id
    HAVING /* slot:having */
)
