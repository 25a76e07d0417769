-- Purpose: how many rows hold some words, as far as the index of words tells, counted up to a limit. Parameters: project_id,
-- window_start, window_end (µs), row_limit, those of the slot. Columns: total.
SELECT count() AS total
FROM
(
    SELECT 1
    FROM observations
    WHERE project_id = {project_id:String}
      AND start_time >= fromUnixTimestamp64Micro({window_start:Int64}, 'UTC')
      AND start_time < fromUnixTimestamp64Micro({window_end:Int64}, 'UTC')
      AND /* slot:words */
    LIMIT {row_limit:UInt32}
)
