-- purpose: receipts of one project, newest first, by page
-- parameters: project_id, trace_id, key_id and state (empty: any), from_us and until_us (received in [from, until)),
--   before_us and before_id (sort key of the last row shown), limit
-- columns: all of the table, times in microseconds
SELECT
    id, kind, key_id, sdk_name, sdk_version, state, body_bytes, accepted, rejected, reasons, trace_ids,
    toUnixTimestamp64Micro(received_at) AS received_at_us,
    toUnixTimestamp64Micro(stored_at) AS stored_at_us
FROM receipts FINAL
WHERE project_id = {project_id:String}
  AND received_at >= fromUnixTimestamp64Micro({from_us:Int64}, 'UTC')
  AND received_at < fromUnixTimestamp64Micro({until_us:Int64}, 'UTC')
  AND (received_at, id) < (fromUnixTimestamp64Micro({before_us:Int64}, 'UTC'), {before_id:String})
  AND ({trace_id:String} = '' OR has(trace_ids, {trace_id:String}))
  AND ({key_id:String} = '' OR key_id = {key_id:String})
  AND ({state:String} = '' OR state = {state:String})
ORDER BY received_at DESC, id DESC
LIMIT {limit:UInt32}
