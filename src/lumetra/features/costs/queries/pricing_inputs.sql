-- Purpose: one slice of the observations of a period, with what pricing needs to know about each.
-- Parameters: project_id, from_us, to_us (µs since 1970, end exclusive), models (empty: all), after_us, after_trace, after_id
--   (where the slice before ended; after_us = from_us - 1 at first), metadata_keys, one_in (1: every row; n: a sample), limit.
-- Columns: the pricing inputs; texts only where tokens are to be counted; old cost, total and tier. Ordered by time, trace, id.
SELECT
    trace_id, id, toUnixTimestamp64Micro(start_time) AS start_us, type, level, model, model_parameters,
    mapFilter((key, value) -> has({metadata_keys:Array(String)}, key), metadata) AS metadata,
    if(usage_estimated, map(), usage) AS sent_usage, usage_units, usage_estimated, provided_cost,
    if(usage_estimated OR empty(usage), input, '') AS input_text,
    if(usage_estimated OR empty(usage), output, '') AS output_text,
    cost, total_cost, model_id, pricing_tier_id, cost_explanation
FROM observations FINAL
WHERE project_id = {project_id:String}
  AND start_time >= fromUnixTimestamp64Micro({from_us:Int64}, 'UTC')
  AND start_time < fromUnixTimestamp64Micro({to_us:Int64}, 'UTC')
  AND (start_time, trace_id, id) > (fromUnixTimestamp64Micro({after_us:Int64}, 'UTC'), {after_trace:String}, {after_id:String})
  AND type != 'TRACE'
  AND (model != '' OR notEmpty(usage) OR notEmpty(provided_cost))
  AND (empty({models:Array(String)}) OR model IN {models:Array(String)})
  AND ({one_in:UInt64} = 1 OR cityHash64(trace_id, id) % {one_in:UInt64} = 0)
ORDER BY observations.start_time, trace_id, id
LIMIT {limit:UInt32}
