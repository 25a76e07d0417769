-- Purpose: which of some traces or sessions meet a rule, judges' own never. Parameters: project_id, keys, since (µs; stored or
-- changed then or later), window_start, window_end (µs; the hours their rows lie in), and those of the slots. Columns: key.
SELECT /* slot:key */ AS key
FROM observations FINAL
PREWHERE project_id = {project_id:String}
WHERE /* slot:key */ IN {keys:Array(String)}
  AND observations.start_time >= fromUnixTimestamp64Micro({window_start:Int64}, 'UTC')
  AND observations.start_time < fromUnixTimestamp64Micro({window_end:Int64}, 'UTC')
  AND environment != 'lumetra-evaluation'
GROUP BY key
HAVING max(observations.updated_at) >= fromUnixTimestamp64Micro({since:Int64}, 'UTC')
   AND countIf(type != 'TRACE') > 0
   AND /* slot:filter */
