-- Purpose: how many sessions or users there are. Parameters: project_id, window_start, window_end (µs), those of the slots.
-- Columns: total.
SELECT count() AS total
FROM
(
    SELECT /* slot:key */ AS group_id
    FROM observations FINAL
    WHERE project_id = {project_id:String}
      AND observations.start_time >= fromUnixTimestamp64Micro({window_start:Int64}, 'UTC')
      AND observations.start_time < fromUnixTimestamp64Micro({window_end:Int64}, 'UTC')
      AND /* slot:key */ != ''
      AND /* slot:where */
    GROUP BY group_id
    HAVING /* slot:having */
)
