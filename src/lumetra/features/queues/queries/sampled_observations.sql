-- Purpose: what of the observations that arrived in a stretch of time a queue's rule samples, the oldest arrival first.
-- Slots: object (the key whose hash decides), only (roots or all), filter (a condition).
-- Parameters: project_id, queue_id, after_us and until_us (arrival, end inclusive), share (of 1,000,000), limit.
-- Columns: trace_id, id.
SELECT trace_id, id
FROM observations FINAL
WHERE project_id = {project_id:String}
  AND created_at > fromUnixTimestamp64Micro({after_us:Int64}, 'UTC')
  AND created_at <= fromUnixTimestamp64Micro({until_us:Int64}, 'UTC')
  AND start_time > fromUnixTimestamp64Micro({after_us:Int64}, 'UTC') - INTERVAL 1 DAY
  AND type != 'TRACE'
  AND environment NOT LIKE 'lumetra-%'
  AND (/* slot:only */)
  AND cityHash64({queue_id:String}, /* slot:object */) % 1000000 < {share:UInt32}
  AND (/* slot:filter */)
ORDER BY observations.created_at, trace_id, id
LIMIT {limit:UInt32}
