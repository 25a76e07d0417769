-- Purpose: whether the root of an executed item that was linked from outside meets a rule; the link's columns stand in for those
-- that its spans do not carry. Parameters: project_id, trace_id, observation_id (may be empty: the roots), since, window_start,
-- window_end (µs), experiment_id, experiment_name, dataset_id, item_id, and those of the slot. Columns: id.
SELECT id
FROM
(
    SELECT
        * REPLACE (
            {experiment_id:String} AS experiment_id, {experiment_name:String} AS experiment_name,
            {dataset_id:String} AS experiment_dataset_id, {item_id:String} AS experiment_item_id
        ),
        search_text
    FROM observations FINAL
    PREWHERE project_id = {project_id:String} AND trace_id = {trace_id:String}
    WHERE observations.start_time >= fromUnixTimestamp64Micro({window_start:Int64}, 'UTC')
      AND observations.start_time < fromUnixTimestamp64Micro({window_end:Int64}, 'UTC')
      AND observations.updated_at >= fromUnixTimestamp64Micro({since:Int64}, 'UTC')
      AND type != 'TRACE'
      AND environment != 'lumetra-evaluation'
      AND (observations.id = {observation_id:String} OR ({observation_id:String} = '' AND parent_id = ''))
) AS observations
WHERE /* slot:filter */
ORDER BY start_time
LIMIT 1
