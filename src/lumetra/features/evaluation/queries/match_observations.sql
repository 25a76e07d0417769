-- Purpose: which observations of some traces meet a rule, judges' own never. Parameters: project_id, trace_ids, since (µs; stored
-- or changed then or later), window_start, window_end (µs; the hours the traces lie in), and those of the slot.
-- Columns: trace_id, id, experiment_id, experiment_item_id.
SELECT trace_id, id, experiment_id, experiment_item_id
FROM observations FINAL
PREWHERE project_id = {project_id:String}
     AND trace_id IN {trace_ids:Array(String)}
WHERE observations.start_time >= fromUnixTimestamp64Micro({window_start:Int64}, 'UTC')
  AND observations.start_time < fromUnixTimestamp64Micro({window_end:Int64}, 'UTC')
  AND observations.updated_at >= fromUnixTimestamp64Micro({since:Int64}, 'UTC')
  AND type != 'TRACE'
  AND environment != 'lumetra-evaluation'
  AND /* slot:filter */
