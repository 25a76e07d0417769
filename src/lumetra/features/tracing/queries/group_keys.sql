-- Purpose: candidates for one page of sessions or users, those with the newest start or activity first, from the small table of
-- traces. Deleted ones, and those that no trace belongs to any more, are still among them: whoever reads the rows drops them.
-- Parameters: project_id, window_start, window_end (µs), row_limit, and those of the slots. Columns: group_id, place (what the page
-- is sorted by), started, ended.
SELECT /* slot:key */ AS group_id, /* slot:place */ AS place, min(traces.start_time) AS started, max(traces.end_time) AS ended
FROM
(
    SELECT arrayJoin(/* slot:keys */) AS /* slot:key */, start_time, end_time
    FROM traces
    WHERE project_id = {project_id:String}
      AND hour >= toStartOfHour(fromUnixTimestamp64Micro({window_start:Int64}, 'UTC'))
      AND hour < fromUnixTimestamp64Micro({window_end:Int64}, 'UTC')
      AND /* slot:own */
) AS traces
WHERE /* slot:where */
GROUP BY group_id
HAVING /* slot:after */
ORDER BY place DESC, group_id DESC
LIMIT {row_limit:UInt32}
